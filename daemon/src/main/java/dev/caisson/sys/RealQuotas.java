package dev.caisson.sys;

/// [QuotaCalls] on the running kernel.
interface RealQuotas extends QuotaCalls {
    // include/uapi/linux/fs.h: _IOR('X', 31, struct fsxattr), _IOW('X', 32, struct fsxattr)
    int FS_IOC_FSGETXATTR = 0x801c581f;
    int FS_IOC_FSSETXATTR = 0x401c5820;
    // include/uapi/linux/quota.h
    int PRJQUOTA = 2;
    int Q_GETQUOTA = 0x800007;
    int Q_SETQUOTA = 0x800008;
    int QIF_BLIMITS = 1;
    int QIF_DQBLKSIZE = 1024;
    // include/uapi/linux/dqblk_xfs.h: XQM_CMD(5)
    int Q_XGETQSTAT = ('X' << 8) + 5;

    @Override
    default ProjectMark fsgetxattr(int fd) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.FSXATTR.size());
            Kernel.call(
                    () -> "ioctl FS_IOC_FSGETXATTR fd " + fd,
                    CallNumber.IOCTL,
                    fd,
                    Integer.toUnsignedLong(FS_IOC_FSGETXATTR),
                    scratch.address(struct));
            var memory = scratch.memory();
            return new ProjectMark(
                    memory.getInt(struct + Layouts.FSXATTR_XFLAGS),
                    memory.getInt(struct + Layouts.FSXATTR_EXTSIZE),
                    memory.getInt(struct + Layouts.FSXATTR_PROJID),
                    memory.getInt(struct + Layouts.FSXATTR_COWEXTSIZE));
        }
    }

    @Override
    default void fssetxattr(int fd, ProjectMark mark) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.FSXATTR.size());
            scratch.memory()
                    .putInt(struct + Layouts.FSXATTR_XFLAGS, mark.flags())
                    .putInt(struct + Layouts.FSXATTR_EXTSIZE, mark.extentSize())
                    .putInt(struct + Layouts.FSXATTR_PROJID, mark.project())
                    .putInt(struct + Layouts.FSXATTR_COWEXTSIZE, mark.copyExtentSize());
            Kernel.call(
                    () -> "ioctl FS_IOC_FSSETXATTR fd " + fd,
                    CallNumber.IOCTL,
                    fd,
                    FS_IOC_FSSETXATTR,
                    scratch.address(struct));
        }
    }

    @Override
    default int quotaFlags(int fd) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.QUOTA_STAT.size());
            quotactl("Q_XGETQSTAT", fd, Q_XGETQSTAT, 0, scratch.address(struct));
            return Short.toUnsignedInt(
                    scratch.memory().getShort(struct + Layouts.QUOTA_STAT_FLAGS));
        }
    }

    @Override
    default ProjectUsage projectUsage(int fd, int project) {
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.DQBLK.size());
            quotactl("Q_GETQUOTA", fd, Q_GETQUOTA, project, scratch.address(struct));
            var memory = scratch.memory();
            return new ProjectUsage(
                    memory.getLong(struct + Layouts.DQB_BHARDLIMIT) * QIF_DQBLKSIZE,
                    memory.getLong(struct + Layouts.DQB_CURSPACE),
                    memory.getLong(struct + Layouts.DQB_CURINODES));
        }
    }

    @Override
    default void setProjectLimit(int fd, int project, long bytes) {
        long blocks = Math.ceilDiv(bytes, QIF_DQBLKSIZE);
        try (var scratch = Scratch.take()) {
            int struct = scratch.zeroed(Layouts.DQBLK.size());
            scratch.memory()
                    .putLong(struct + Layouts.DQB_BHARDLIMIT, blocks)
                    .putLong(struct + Layouts.DQB_BSOFTLIMIT, blocks)
                    .putInt(struct + Layouts.DQB_VALID, QIF_BLIMITS);
            quotactl("Q_SETQUOTA", fd, Q_SETQUOTA, project, scratch.address(struct));
        }
    }

    private static void quotactl(String name, int fd, int command, int project, long address) {
        Kernel.call(
                () -> "quotactl " + name + " project " + Integer.toUnsignedString(project),
                CallNumber.QUOTACTL_FD,
                fd,
                command << 8 | PRJQUOTA,
                project,
                address);
    }
}
