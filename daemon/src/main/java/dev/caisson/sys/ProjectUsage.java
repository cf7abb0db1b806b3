package dev.caisson.sys;

/// What a project has and may have: parts of `struct if_dqblk`, include/uapi/linux/quota.h.
///
/// @param limit bytes, a multiple of 1024; 0 for none
/// @param used bytes
public record ProjectUsage(long limit, long used, long inodes) {
    /// Nobody has it and nothing is limited by it.
    public boolean isFree() {
        return limit == 0 && used == 0 && inodes == 0;
    }
}
