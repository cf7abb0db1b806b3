package dev.caisson.sys;

import java.util.List;

/// The C structures that cross to the kernel. Little-endian 64-bit machines; the one that differs
/// between them says so.
final class Layouts {
    // include/uapi/linux/stat.h
    static final Layout STATX = new Layout("struct statx", 256);
    static final int STATX_MASK = STATX.field("stx_mask", 0);
    static final int STATX_NLINK = STATX.field("stx_nlink", 16);
    static final int STATX_UID = STATX.field("stx_uid", 20);
    static final int STATX_GID = STATX.field("stx_gid", 24);
    static final int STATX_MODE = STATX.field("stx_mode", 28);
    static final int STATX_INO = STATX.field("stx_ino", 32);
    static final int STATX_SIZE = STATX.field("stx_size", 40);
    static final int STATX_BLOCKS = STATX.field("stx_blocks", 48);
    static final int STATX_ATIME = STATX.field("stx_atime", 64);
    static final int STATX_BTIME = STATX.field("stx_btime", 80);
    static final int STATX_CTIME = STATX.field("stx_ctime", 96);
    static final int STATX_MTIME = STATX.field("stx_mtime", 112);
    static final int STATX_RDEV_MAJOR = STATX.field("stx_rdev_major", 128);
    static final int STATX_RDEV_MINOR = STATX.field("stx_rdev_minor", 132);
    static final int STATX_DEV_MAJOR = STATX.field("stx_dev_major", 136);
    static final int STATX_DEV_MINOR = STATX.field("stx_dev_minor", 140);
    static final int STATX_MNT_ID = STATX.field("stx_mnt_id", 144);

    static final Layout STATX_TIME = new Layout("struct statx_timestamp", 16);
    static final int STATX_TIME_SEC = STATX_TIME.field("tv_sec", 0);
    static final int STATX_TIME_NSEC = STATX_TIME.field("tv_nsec", 8);

    // include/uapi/linux/time_types.h
    static final Layout TIMESPEC = new Layout("struct __kernel_timespec", 16);
    static final int TIMESPEC_SEC = TIMESPEC.field("tv_sec", 0);
    static final int TIMESPEC_NSEC = TIMESPEC.field("tv_nsec", 8);

    // include/uapi/asm-generic/statfs.h
    static final Layout STATFS = new Layout("struct statfs", 120);
    static final int STATFS_TYPE = STATFS.field("f_type", 0);
    static final int STATFS_BSIZE = STATFS.field("f_bsize", 8);
    static final int STATFS_BLOCKS = STATFS.field("f_blocks", 16);
    static final int STATFS_BFREE = STATFS.field("f_bfree", 24);
    static final int STATFS_BAVAIL = STATFS.field("f_bavail", 32);
    static final int STATFS_FILES = STATFS.field("f_files", 40);
    static final int STATFS_FFREE = STATFS.field("f_ffree", 48);
    static final int STATFS_NAMELEN = STATFS.field("f_namelen", 64);
    static final int STATFS_FLAGS = STATFS.field("f_flags", 80);

    // include/linux/dirent.h; glibc's struct dirent64 is the same
    static final Layout DIRENT = new Layout("struct dirent64", 280);
    static final int DIRENT_INO = DIRENT.field("d_ino", 0);
    static final int DIRENT_RECLEN = DIRENT.field("d_reclen", 16);
    static final int DIRENT_TYPE = DIRENT.field("d_type", 18);
    static final int DIRENT_NAME = DIRENT.field("d_name", 19);

    // include/uapi/linux/openat2.h
    static final Layout OPEN_HOW = new Layout("struct open_how", 24);
    static final int OPEN_HOW_FLAGS = OPEN_HOW.field("flags", 0);
    static final int OPEN_HOW_MODE = OPEN_HOW.field("mode", 8);
    static final int OPEN_HOW_RESOLVE = OPEN_HOW.field("resolve", 16);

    // include/uapi/linux/mount.h
    static final Layout MOUNT_ATTR = new Layout("struct mount_attr", 32);
    static final int MOUNT_ATTR_SET = MOUNT_ATTR.field("attr_set", 0);
    static final int MOUNT_ATTR_CLR = MOUNT_ATTR.field("attr_clr", 8);
    static final int MOUNT_ATTR_PROPAGATION = MOUNT_ATTR.field("propagation", 16);
    static final int MOUNT_ATTR_USERNS_FD = MOUNT_ATTR.field("userns_fd", 24);

    // include/uapi/asm-generic/siginfo.h
    static final Layout SIGINFO = new Layout("siginfo_t", 128);
    static final int SIGINFO_CODE = SIGINFO.field("si_code", 8);
    static final int SIGINFO_PID = SIGINFO.field("si_pid", 16);
    static final int SIGINFO_STATUS = SIGINFO.field("si_status", 24);

    // include/uapi/linux/resource.h
    static final Layout RLIMIT = new Layout("struct rlimit64", 16);
    static final int RLIMIT_CUR = RLIMIT.field("rlim_cur", 0);
    static final int RLIMIT_MAX = RLIMIT.field("rlim_max", 8);

    // include/uapi/linux/capability.h
    static final Layout CAP_HEADER = new Layout("struct __user_cap_header_struct", 8);
    static final int CAP_HEADER_VERSION = CAP_HEADER.field("version", 0);
    static final int CAP_HEADER_PID = CAP_HEADER.field("pid", 4);
    static final Layout CAP_DATA = new Layout("struct __user_cap_data_struct", 12);
    static final int CAP_DATA_EFFECTIVE = CAP_DATA.field("effective", 0);
    static final int CAP_DATA_PERMITTED = CAP_DATA.field("permitted", 4);
    static final int CAP_DATA_INHERITABLE = CAP_DATA.field("inheritable", 8);

    // include/uapi/linux/filter.h
    static final Layout SOCK_FPROG = new Layout("struct sock_fprog", 16);
    static final int SOCK_FPROG_LEN = SOCK_FPROG.field("len", 0);
    static final int SOCK_FPROG_FILTER = SOCK_FPROG.field("filter", 8);

    // include/uapi/asm-generic/poll.h
    static final Layout POLLFD = new Layout("struct pollfd", 8);
    static final int POLLFD_FD = POLLFD.field("fd", 0);
    static final int POLLFD_EVENTS = POLLFD.field("events", 4);
    static final int POLLFD_REVENTS = POLLFD.field("revents", 6);

    // include/uapi/linux/eventpoll.h: packed on x86-64
    static final Layout EPOLL_EVENT = new Layout("struct epoll_event", Machine.choose(12, 16));
    static final int EPOLL_EVENT_EVENTS = EPOLL_EVENT.field("events", 0);
    static final int EPOLL_EVENT_DATA = EPOLL_EVENT.field("data", Machine.choose(4, 8));

    // include/uapi/linux/inotify.h
    static final Layout INOTIFY_EVENT = new Layout("struct inotify_event", 16);
    static final int INOTIFY_EVENT_WD = INOTIFY_EVENT.field("wd", 0);
    static final int INOTIFY_EVENT_MASK = INOTIFY_EVENT.field("mask", 4);
    static final int INOTIFY_EVENT_COOKIE = INOTIFY_EVENT.field("cookie", 8);
    static final int INOTIFY_EVENT_LEN = INOTIFY_EVENT.field("len", 12);

    // include/uapi/asm-generic/termios.h
    static final Layout WINSIZE = new Layout("struct winsize", 8);
    static final int WINSIZE_ROW = WINSIZE.field("ws_row", 0);
    static final int WINSIZE_COL = WINSIZE.field("ws_col", 2);

    // include/uapi/linux/netlink.h
    static final Layout SOCKADDR_NL = new Layout("struct sockaddr_nl", NetlinkAddress.SIZE);
    static final int SOCKADDR_NL_FAMILY = SOCKADDR_NL.field("nl_family", 0);
    static final int SOCKADDR_NL_PID = SOCKADDR_NL.field("nl_pid", 4);
    static final int SOCKADDR_NL_GROUPS = SOCKADDR_NL.field("nl_groups", 8);

    // include/uapi/linux/bpf.h; a kernel takes a shorter or a longer one
    static final Layout BPF_ATTR = new Layout("union bpf_attr", 144);
    static final int BPF_PROG_TYPE = BPF_ATTR.field("prog_type", 0);
    static final int BPF_INSN_CNT = BPF_ATTR.field("insn_cnt", 4);
    static final int BPF_INSNS = BPF_ATTR.field("insns", 8);
    static final int BPF_LICENSE = BPF_ATTR.field("license", 16);
    static final int BPF_LOG_LEVEL = BPF_ATTR.field("log_level", 24);
    static final int BPF_LOG_SIZE = BPF_ATTR.field("log_size", 28);
    static final int BPF_LOG_BUF = BPF_ATTR.field("log_buf", 32);
    static final int BPF_PROG_NAME = BPF_ATTR.field("prog_name", 48);
    static final int BPF_TARGET_FD = BPF_ATTR.field("target_fd", 0);
    static final int BPF_ATTACH_FD = BPF_ATTR.field("attach_bpf_fd", 4);
    static final int BPF_ATTACH_TYPE = BPF_ATTR.field("attach_type", 8);
    static final int BPF_ATTACH_FLAGS = BPF_ATTR.field("attach_flags", 12);
    static final int BPF_REPLACE_FD = BPF_ATTR.field("replace_bpf_fd", 16);
    static final int BPF_QUERY_TARGET = BPF_ATTR.field("query.target_fd", 0);
    static final int BPF_QUERY_TYPE = BPF_ATTR.field("query.attach_type", 4);
    static final int BPF_QUERY_IDS = BPF_ATTR.field("query.prog_ids", 16);
    static final int BPF_QUERY_COUNT = BPF_ATTR.field("query.prog_cnt", 24);
    static final int BPF_PROG_ID = BPF_ATTR.field("prog_id", 0);

    // include/uapi/linux/fs.h
    static final Layout FSXATTR = new Layout("struct fsxattr", 28);
    static final int FSXATTR_XFLAGS = FSXATTR.field("fsx_xflags", 0);
    static final int FSXATTR_EXTSIZE = FSXATTR.field("fsx_extsize", 4);
    static final int FSXATTR_PROJID = FSXATTR.field("fsx_projid", 12);
    static final int FSXATTR_COWEXTSIZE = FSXATTR.field("fsx_cowextsize", 16);

    // include/uapi/linux/quota.h
    static final Layout DQBLK = new Layout("struct if_dqblk", 72);
    static final int DQB_BHARDLIMIT = DQBLK.field("dqb_bhardlimit", 0);
    static final int DQB_BSOFTLIMIT = DQBLK.field("dqb_bsoftlimit", 8);
    static final int DQB_CURSPACE = DQBLK.field("dqb_curspace", 16);
    static final int DQB_CURINODES = DQBLK.field("dqb_curinodes", 40);
    static final int DQB_VALID = DQBLK.field("dqb_valid", 64);

    // include/uapi/linux/dqblk_xfs.h
    static final Layout QUOTA_STAT = new Layout("struct fs_quota_stat", 80);
    static final int QUOTA_STAT_FLAGS = QUOTA_STAT.field("qs_flags", 2);

    // spawn.h: opaque, only the sizes matter. glibc reserves room in them for the years to come.
    static final Layout SPAWN_ATTRIBUTES = new Layout("posix_spawnattr_t", 336);
    static final Layout SPAWN_ACTIONS = new Layout("posix_spawn_file_actions_t", 80);
    static final Layout SIGSET = new Layout("sigset_t", 128);

    private Layouts() {}

    static List<Layout> all() {
        return List.of(
                STATX,
                STATX_TIME,
                TIMESPEC,
                STATFS,
                DIRENT,
                OPEN_HOW,
                MOUNT_ATTR,
                SIGINFO,
                RLIMIT,
                CAP_HEADER,
                CAP_DATA,
                SOCK_FPROG,
                POLLFD,
                EPOLL_EVENT,
                INOTIFY_EVENT,
                WINSIZE,
                SOCKADDR_NL,
                BPF_ATTR,
                FSXATTR,
                DQBLK,
                QUOTA_STAT,
                SPAWN_ATTRIBUTES,
                SPAWN_ACTIONS,
                SIGSET);
    }
}
