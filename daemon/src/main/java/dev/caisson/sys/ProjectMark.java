package dev.caisson.sys;

/// What `FS_IOC_FSGETXATTR` tells of an inode: `struct fsxattr`, include/uapi/linux/fs.h.
///
/// @param flags `FS_XFLAG_*`
/// @param extentSize bytes of an extent; 0 for what the file system chooses
/// @param project 0 for none; unsigned
/// @param copyExtentSize the same as extentSize, for blocks that were shared
public record ProjectMark(int flags, int extentSize, int project, int copyExtentSize) {
    public ProjectMark with(int changed) {
        return new ProjectMark(flags, extentSize, changed, copyExtentSize);
    }

    /// New files and directories get the project too.
    public ProjectMark inherited() {
        return new ProjectMark(
                flags | Quota.FS_XFLAG_PROJINHERIT, extentSize, project, copyExtentSize);
    }

    public boolean isInherited() {
        return (flags & Quota.FS_XFLAG_PROJINHERIT) != 0;
    }
}
