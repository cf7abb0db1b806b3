package dev.caisson.elf;

/// The flags of openat and openat2 whose values differ between the machines; all others are the
/// same. Source: include/uapi/asm-generic/fcntl.h, arch/arm64/include/uapi/asm/fcntl.h.
public enum OpenFlag {
    O_DIRECT(0x4000, 0x10000),
    O_LARGEFILE(0x8000, 0x20000),
    O_DIRECTORY(0x10000, 0x4000),
    O_NOFOLLOW(0x20000, 0x8000),
    /// Contains [#O_DIRECTORY], as in the header.
    O_TMPFILE(0x410000, 0x404000);

    private final int x86;
    private final int aarch;

    OpenFlag(int x86, int aarch) {
        this.x86 = x86;
        this.aarch = aarch;
    }

    int value(Machine machine) {
        return switch (machine) {
            case X86_64 -> x86;
            case AARCH64 -> aarch;
        };
    }
}
