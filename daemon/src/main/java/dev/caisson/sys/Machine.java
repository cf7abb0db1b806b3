package dev.caisson.sys;

/// The processor this JVM runs on: constants and layouts that differ between machines ask it.
enum Machine {
    X86_64,
    AARCH64;

    static final Machine RUNNING = of(System.getProperty("os.arch", ""));

    /// @param architecture as the system property `os.arch` has it
    static Machine of(String architecture) {
        return switch (architecture) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default ->
                    throw new UnsupportedOperationException(
                            "no system call numbers for architecture " + architecture);
        };
    }

    /// The value for the running machine.
    static int choose(int x86, int aarch) {
        return RUNNING == X86_64 ? x86 : aarch;
    }
}
