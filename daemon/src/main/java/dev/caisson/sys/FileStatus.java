package dev.caisson.sys;

/// What `statx(2)` tells about a file. Layout: `struct statx`, include/uapi/linux/stat.h.
///
/// @param mode type and permission bits, see [FileMode]
/// @param links number of hard links
/// @param owner user and group
/// @param inode inode number
/// @param size bytes
/// @param blocks allocated blocks of 512 bytes
/// @param device the device that the file is on
/// @param special the device that the file is, for character and block devices
/// @param times its four times
/// @param mountId id of the mount (that of `/proc/self/mountinfo`), 0 on kernels before 5.8
public record FileStatus(
        int mode,
        int links,
        Owner owner,
        long inode,
        long size,
        long blocks,
        DeviceNumber device,
        DeviceNumber special,
        Times times,
        long mountId) {

    /// Numeric owner.
    ///
    /// @param uid unsigned 32 bits
    /// @param gid unsigned 32 bits
    public record Owner(long uid, long gid) {}

    /// A device number in its two parts.
    public record DeviceNumber(int major, int minor) {}

    /// The times of a file; `born` is 1970 where the file system has none.
    public record Times(
            FileTimestamp accessed,
            FileTimestamp modified,
            FileTimestamp changed,
            FileTimestamp born) {}

    /// The same with another time of its last change.
    public FileStatus modifiedAt(FileTimestamp time) {
        var changed = new Times(times.accessed(), time, times.changed(), times.born());
        return with(mode, owner, changed);
    }

    /// The same with another owner.
    public FileStatus ownedBy(Owner other) {
        return with(mode, other, times);
    }

    /// The same with other permissions, setuid, setgid and sticky among them.
    public FileStatus withPermissions(int permissions) {
        return with(type() | permissions, owner, times);
    }

    private FileStatus with(int otherMode, Owner other, Times changed) {
        return new FileStatus(
                otherMode, links, other, inode, size, blocks, device, special, changed, mountId);
    }

    /// [FileMode] `S_IF*`.
    public int type() {
        return mode & FileMode.S_IFMT;
    }

    /// Permission bits with setuid, setgid and sticky.
    public int permissions() {
        return mode & 07777;
    }

    public boolean isDirectory() {
        return type() == FileMode.S_IFDIR;
    }

    public boolean isRegular() {
        return type() == FileMode.S_IFREG;
    }

    public boolean isSymbolicLink() {
        return type() == FileMode.S_IFLNK;
    }
}
