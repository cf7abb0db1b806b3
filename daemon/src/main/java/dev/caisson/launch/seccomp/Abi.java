package dev.caisson.launch.seccomp;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/// A binary interface of the kernel: which numbers its calls have and how a filter sees it.
enum Abi {
    X86_64("x86_64", "SCMP_ARCH_X86_64", 0xC000_003E, 64), // include/uapi/linux/audit.h
    X86("x86", "SCMP_ARCH_X86", 0x4000_0003, 32),
    /// 64-bit registers and 32-bit pointers, told from [#X86_64] by [#X32_BIT] of the number.
    X32("x32", "SCMP_ARCH_X32", 0xC000_003E, 64),
    AARCH64("aarch64", "SCMP_ARCH_AARCH64", 0xC000_00B7, 64),
    ARM("arm", "SCMP_ARCH_ARM", 0x4000_0028, 32);

    /// `__X32_SYSCALL_BIT` of arch/x86/include/uapi/asm/unistd.h.
    static final int X32_BIT = 0x4000_0000;

    /// Calls of arm that are not system calls elsewhere start here: `__ARM_NR_BASE`.
    static final int ARM_PRIVATE = 0x0F_0000;

    private final String column;
    private final String profileName;
    private final int auditArch;
    private final int registerBits;

    Abi(String column, String profileName, int auditArch, int registerBits) {
        this.column = column;
        this.profileName = profileName;
        this.auditArch = auditArch;
        this.registerBits = registerBits;
    }

    /// The interface of a profile's name for it, such as `SCMP_ARCH_X86`.
    static Optional<Abi> of(String profileName) {
        return Arrays.stream(values()).filter(abi -> abi.profileName.equals(profileName)).findAny();
    }

    static Abi ofColumn(String column) {
        return Arrays.stream(values())
                .filter(abi -> abi.column.equals(column))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no interface " + column));
    }

    /// The interface of the machine that runs this one's programs.
    Abi host() {
        return switch (this) {
            case X86_64, X86, X32 -> X86_64;
            case AARCH64, ARM -> AARCH64;
        };
    }

    /// `AUDIT_ARCH_…`, as a filter sees it.
    int auditArch() {
        return auditArch;
    }

    /// Width of an argument: a filter sees 64 bits always, of which these matter.
    int registerBits() {
        return registerBits;
    }

    /// The number of a call, without [#X32_BIT]; empty when this interface lacks it.
    OptionalInt number(String name) {
        return SyscallNumbers.of(this, name);
    }
}
