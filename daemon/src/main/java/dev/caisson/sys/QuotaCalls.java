package dev.caisson.sys;

/// Projects of files, and what the files of a project may take. Man pages: ioctl_xfs_fsgetxattr(2)
/// (of xfsprogs; ext4 takes the same numbers), quotactl(2), quotactl_fd(2).
public interface QuotaCalls {
    /// `FS_IOC_FSGETXATTR`. `ENOTTY` or `EOPNOTSUPP` where a file system has no such thing.
    ///
    /// @param fd not `O_PATH`
    ProjectMark fsgetxattr(int fd);

    /// `FS_IOC_FSSETXATTR`.
    void fssetxattr(int fd, ProjectMark mark);

    /// `quotactl_fd(2)` with `Q_XGETQSTAT`. `ENOSYS` where a file system has no quotas.
    ///
    /// @param fd anything on the file system
    /// @return [Quota] `FS_QUOTA_*` of what is on
    int quotaFlags(int fd);

    /// `quotactl_fd(2)` with `Q_GETQUOTA` of a project. `ESRCH` where quotas are off; an id that
    /// the file system has never seen is one of zeros, or `ENOENT` on xfs.
    ProjectUsage projectUsage(int fd, int project);

    /// `quotactl_fd(2)` with `Q_SETQUOTA` of a project's hard and soft limit of bytes.
    ///
    /// @param bytes rounded up to 1024; 0 for no limit
    void setProjectLimit(int fd, int project, long bytes);
}
