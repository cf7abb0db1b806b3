package dev.caisson.sys;

/// One change of a watched file. Layout: `struct inotify_event`, include/uapi/linux/inotify.h.
///
/// @param watch the watch's number; -1 with `IN_Q_OVERFLOW`
/// @param mask [InotifyMask] `IN_*`
/// @param cookie joins the two halves of a rename
/// @param name in a watched directory, empty for the watched file itself
public record InotifyEvent(int watch, int mask, int cookie, String name) {}
