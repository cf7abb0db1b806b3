package dev.caisson.elf;

/// An architecture a program can be written for. Both are 64-bit and little-endian.
public enum Machine {
    X86_64("x86_64", 62, 0xC000003E),
    AARCH64("aarch64", 183, 0xC00000B7);

    private final String kernelName;
    private final int elfNumber;
    private final int auditNumber;

    Machine(String kernelName, int elfNumber, int auditNumber) {
        this.kernelName = kernelName;
        this.elfNumber = elfNumber;
        this.auditNumber = auditNumber;
    }

    /// The machine this JVM runs on.
    ///
    /// @throws UnsupportedOperationException on any other architecture
    public static Machine current() {
        var name = System.getProperty("os.arch", "");
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default -> throw new UnsupportedOperationException("no launch program for " + name);
        };
    }

    /// The number of a system call on this machine.
    public int number(SyscallName call) {
        return call.number(this);
    }

    /// The value of a flag of openat on this machine.
    public int flag(OpenFlag flag) {
        return flag.value(this);
    }

    /// The name `uname -m` prints.
    public String kernelName() {
        return kernelName;
    }

    /// `e_machine` of an ELF header. Source: include/uapi/linux/elf-em.h.
    public int elfNumber() {
        return elfNumber;
    }

    /// `AUDIT_ARCH_*`, which seccomp filters see. Source: include/uapi/linux/audit.h.
    public int auditNumber() {
        return auditNumber;
    }
}
