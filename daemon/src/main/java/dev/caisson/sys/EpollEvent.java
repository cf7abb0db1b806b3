package dev.caisson.sys;

/// One ready descriptor. Layout: `struct epoll_event`, include/uapi/linux/eventpoll.h, packed on
/// x86-64 only.
///
/// @param events [Poll] `EPOLL*`
/// @param data what `epoll_ctl` was given
public record EpollEvent(int events, long data) {}
