package dev.caisson.launch.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caisson.elf.Machine;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.CloneFlag;
import dev.caisson.sys.Errno;
import dev.caisson.sys.NsThread;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Prctl;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Compiled filters on a thread of the running kernel; the thread ends with its filter.
@Tag("kernel")
class SeccompIT {
    private static final long USUAL = 0xA80425FBL;
    private static final long SYS_ADMIN = 1L << 21;

    private final Syscalls syscalls = Syscalls.real();
    private final SeccompCompiler compiler =
            new SeccompCompiler(Machine.current(), KernelVersion.running());

    @Test
    void the_default_filter_lets_through_what_is_usual_and_nothing_more() {
        NsThread.run(
                "filtered",
                () -> {
                    load(SeccompProfile.standard(), USUAL);

                    assertThat(syscalls.getpid()).isPositive();
                    assertThat(syscalls.prctl(Prctl.PR_GET_SECCOMP, 0, 0, 0, 0)).isEqualTo(2);
                    syscalls.close(syscalls.openat(AtFlag.AT_FDCWD, "/", OpenFlag.O_RDONLY, 0));
                    assertRefused(() -> syscalls.unshare(CloneFlag.CLONE_NEWUTS), Errno.EPERM);
                    assertRefused(() -> syscalls.setns(0, 0), Errno.EPERM);
                    assertRefused(() -> syscalls.bpfProgGetFdById(1), Errno.EPERM);
                });
    }

    @Test
    void a_capability_of_the_container_opens_its_calls() {
        assumeRoot();
        NsThread.run(
                "filtered",
                () -> {
                    load(SeccompProfile.standard(), USUAL | SYS_ADMIN);

                    syscalls.unshare(CloneFlag.CLONE_NEWUTS);
                });
    }

    @Test
    void a_custom_profile_decides_by_argument() {
        var profile =
                SeccompProfile.parse(
                        """
                        {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                          {"names": ["prctl"], "action": "SCMP_ACT_ERRNO", "errnoRet": 95,
                           "args": [{"index": 0, "value": 3, "op": "SCMP_CMP_EQ"}]}]}
                        """);
        NsThread.run(
                "filtered",
                () -> {
                    load(profile, USUAL);

                    assertRefused(
                            () -> syscalls.prctl(Prctl.PR_GET_DUMPABLE, 0, 0, 0, 0),
                            Errno.EOPNOTSUPP);
                    assertThat(syscalls.prctl(Prctl.PR_GET_SECCOMP, 0, 0, 0, 0)).isEqualTo(2);
                });
    }

    private void load(SeccompProfile profile, long capabilities) {
        var filter = compiler.compile(profile, capabilities);
        syscalls.prctl(Prctl.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        syscalls.seccompSetModeFilter(filter.flags(), filter.program());
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Errno errno) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        refused -> assertThat(refused.errno()).isEqualTo(errno));
    }

    private static void assumeRoot() {
        boolean root = System.getProperty("user.name").equals("root");
        if (!root && "1".equals(System.getenv("REQUIRE_KERNEL")))
            throw new AssertionError("kernel tests are required, and need root");
        assumeTrue(root, "needs root");
    }
}
