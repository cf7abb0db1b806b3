package dev.caisson.sys;

/// Constants of project quotas. Sources: include/uapi/linux/fs.h, include/uapi/linux/quota.h,
/// include/uapi/linux/dqblk_xfs.h.
public final class Quota {
    /// What is made in a directory gets its project, and the flag when it is a directory.
    public static final int FS_XFLAG_PROJINHERIT = 0x200;

    /// Usage of projects is counted.
    public static final int FS_QUOTA_PDQ_ACCT = 1 << 4;

    /// Limits of projects are held.
    public static final int FS_QUOTA_PDQ_ENFD = 1 << 5;

    private Quota() {}
}
