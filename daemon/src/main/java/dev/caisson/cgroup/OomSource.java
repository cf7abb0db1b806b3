package dev.caisson.cgroup;

import java.nio.file.Path;

/// Where the kernel tells that it killed a process of a control group for want of memory.
public sealed interface OomSource {
    /// Version 1: an eventfd is written into `control` together with a descriptor of `state`.
    ///
    /// @param state `memory.oom_control`
    /// @param control `cgroup.event_control`
    record EventFd(Path state, Path control) implements OomSource {}

    /// Version 2: the file can be polled for a change.
    ///
    /// @param events `memory.events`
    record Pollable(Path events) implements OomSource {}

    /// No memory controller here.
    record None() implements OomSource {}
}
