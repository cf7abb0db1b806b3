package dev.caisson.sys;

/// A soft and a hard limit. Layout: `struct rlimit64`, include/uapi/linux/resource.h.
///
/// @param soft unsigned, [#RLIM_INFINITY] for none
/// @param hard unsigned, [#RLIM_INFINITY] for none
public record ResourceLimit(long soft, long hard) {
    public static final long RLIM_INFINITY = -1;

    // include/uapi/asm-generic/resource.h
    public static final int RLIMIT_CPU = 0;
    public static final int RLIMIT_FSIZE = 1;
    public static final int RLIMIT_DATA = 2;
    public static final int RLIMIT_STACK = 3;
    public static final int RLIMIT_CORE = 4;
    public static final int RLIMIT_RSS = 5;
    public static final int RLIMIT_NPROC = 6;
    public static final int RLIMIT_NOFILE = 7;
    public static final int RLIMIT_MEMLOCK = 8;
    public static final int RLIMIT_AS = 9;
    public static final int RLIMIT_LOCKS = 10;
    public static final int RLIMIT_SIGPENDING = 11;
    public static final int RLIMIT_MSGQUEUE = 12;
    public static final int RLIMIT_NICE = 13;
    public static final int RLIMIT_RTPRIO = 14;
    public static final int RLIMIT_RTTIME = 15;
}
