package dev.caisson.elf;

import java.util.Locale;

/// A system call a row can make, by the kernel's name, with its number on each machine.
///
/// Only calls that exist on both with the same arguments: aarch64 never had `open`, `mkdir`,
/// `rename`, `dup2` or `poll`, and its `clone` orders the arguments differently (use [#CLONE3]).
/// Where an argument differs, the row's author must care: `struct sigaction`, `struct stat`,
/// `struct epoll_event`, and the flags in [OpenFlag]. Source:
/// arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h.
public enum SyscallName implements Call {
    // ---- files and directories
    READ(0, 63),
    WRITE(1, 64),
    READV(19, 65),
    WRITEV(20, 66),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    PREADV(295, 69),
    PWRITEV(296, 70),
    OPENAT(257, 56),
    OPENAT2(437, 437),
    CLOSE(3, 57),
    CLOSE_RANGE(436, 436),
    DUP(32, 23),
    DUP3(292, 24),
    PIPE2(293, 59),
    FCNTL(72, 25),
    FLOCK(73, 32),
    IOCTL(16, 29),
    LSEEK(8, 62),
    FTRUNCATE(77, 46),
    TRUNCATE(76, 45),
    FALLOCATE(285, 47),
    FSYNC(74, 82),
    FDATASYNC(75, 83),
    SYNCFS(306, 267),
    SYNC_FILE_RANGE(277, 84),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    SYMLINKAT(266, 36),
    LINKAT(265, 37),
    UNLINKAT(263, 35),
    RENAMEAT2(316, 276),
    READLINKAT(267, 78),
    FACCESSAT(269, 48),
    FACCESSAT2(439, 439),
    FCHMOD(91, 52),
    FCHMODAT(268, 53),
    FCHOWN(93, 55),
    FCHOWNAT(260, 54),
    UTIMENSAT(280, 88),
    NEWFSTATAT(262, 79),
    FSTAT(5, 80),
    STATX(332, 291),
    STATFS(137, 43),
    FSTATFS(138, 44),
    GETDENTS64(217, 61),
    SPLICE(275, 76),
    TEE(276, 77),
    VMSPLICE(278, 75),
    SENDFILE(40, 71),
    COPY_FILE_RANGE(326, 285),
    FSETXATTR(190, 7),
    UMASK(95, 166),
    CHDIR(80, 49),
    FCHDIR(81, 50),
    CHROOT(161, 51),
    GETCWD(79, 17),
    MEMFD_CREATE(319, 279),

    // ---- waiting for events
    PPOLL(271, 73),
    PSELECT6(270, 72),
    EPOLL_CREATE1(291, 20),
    EPOLL_CTL(233, 21),
    EPOLL_PWAIT(281, 22),
    EVENTFD2(290, 19),
    TIMERFD_CREATE(283, 85),
    TIMERFD_SETTIME(286, 86),
    SIGNALFD4(289, 74),
    INOTIFY_INIT1(294, 26),
    INOTIFY_ADD_WATCH(254, 27),

    // ---- processes
    CLONE3(435, 435),
    EXECVE(59, 221),
    EXECVEAT(322, 281),
    EXIT(60, 93),
    EXIT_GROUP(231, 94),
    WAIT4(61, 260),
    WAITID(247, 95),
    KILL(62, 129),
    TGKILL(234, 131),
    PIDFD_OPEN(434, 434),
    PIDFD_SEND_SIGNAL(424, 424),
    PIDFD_GETFD(438, 438),
    GETPID(39, 172),
    GETPPID(110, 173),
    GETTID(186, 178),
    GETUID(102, 174),
    GETEUID(107, 175),
    GETGID(104, 176),
    GETEGID(108, 177),
    SETSID(112, 157),
    GETSID(124, 156),
    SETPGID(109, 154),
    GETPGID(121, 155),
    PRCTL(157, 167),
    PRLIMIT64(302, 261),
    PERSONALITY(135, 92),
    SCHED_SETAFFINITY(203, 122),
    SCHED_SETSCHEDULER(144, 119),
    SCHED_YIELD(24, 124),
    SETPRIORITY(141, 140),
    IOPRIO_SET(251, 30),
    SET_MEMPOLICY(238, 237),

    // ---- identity and privileges
    SETUID(105, 146),
    SETGID(106, 144),
    SETRESUID(117, 147),
    SETRESGID(119, 149),
    SETFSUID(122, 151),
    SETFSGID(123, 152),
    SETGROUPS(116, 159),
    GETGROUPS(115, 158),
    CAPGET(125, 90),
    CAPSET(126, 91),
    SECCOMP(317, 277),
    KEYCTL(250, 219),
    ADD_KEY(248, 217),

    // ---- namespaces and mounts
    SETNS(308, 268),
    UNSHARE(272, 97),
    SETHOSTNAME(170, 161),
    SETDOMAINNAME(171, 162),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    PIVOT_ROOT(155, 41),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    FSPICK(433, 433),
    OPEN_TREE(428, 428),
    MOVE_MOUNT(429, 429),
    MOUNT_SETATTR(442, 442),

    // ---- signals and time
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    RT_SIGTIMEDWAIT(128, 137),
    RT_SIGSUSPEND(130, 133),
    RT_SIGQUEUEINFO(129, 138),
    CLOCK_GETTIME(228, 113),
    CLOCK_NANOSLEEP(230, 115),
    NANOSLEEP(35, 101),

    // ---- sockets
    SOCKET(41, 198),
    SOCKETPAIR(53, 199),
    BIND(49, 200),
    LISTEN(50, 201),
    CONNECT(42, 203),
    ACCEPT4(288, 242),
    SENDTO(44, 206),
    RECVFROM(45, 207),
    SENDMSG(46, 211),
    RECVMSG(47, 212),
    SHUTDOWN(48, 210),
    SETSOCKOPT(54, 208),
    GETSOCKOPT(55, 209),

    // ---- memory and the rest
    MMAP(9, 222),
    MUNMAP(11, 215),
    MPROTECT(10, 226),
    MADVISE(28, 233),
    MINCORE(27, 232),
    GETRANDOM(318, 278),
    BPF(321, 280),
    UNAME(63, 160),
    REBOOT(169, 142);

    private final int x86;
    private final int generic;

    SyscallName(int x86, int generic) {
        this.x86 = x86;
        this.generic = generic;
    }

    /// The name as man page section 2 has it, such as `openat2`.
    public String kernelName() {
        return name().toLowerCase(Locale.ROOT);
    }

    int number(Machine machine) {
        return switch (machine) {
            case X86_64 -> x86;
            case AARCH64 -> generic;
        };
    }
}
