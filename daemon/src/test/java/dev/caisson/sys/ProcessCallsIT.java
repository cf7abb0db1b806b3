package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.sys.SpawnRequest.Attributes;
import dev.caisson.sys.SpawnRequest.Mapping;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Children, signals, capabilities and limits.
@Tag("kernel")
class ProcessCallsIT {
    private final Syscalls syscalls = Syscalls.real();

    /// Starts a shell whose standard output is given back, with its status, after it ended.
    private String shell(String script, Attributes attributes) {
        var pipe = syscalls.pipe2(0);
        try (var reader = Fd.of(syscalls, pipe.reader())) {
            int pid;
            try (var writer = Fd.of(syscalls, pipe.writer())) {
                pid =
                        syscalls.posixSpawn(
                                new SpawnRequest(
                                        "/bin/sh",
                                        List.of("sh", "-c", script),
                                        List.of("PATH=/bin:/usr/bin", "WORD=w\u00f6rd"),
                                        List.of(new Mapping(writer.number(), 1)),
                                        List.of(),
                                        attributes));
            }
            var output = new ByteArrayOutputStream();
            var bytes = new byte[4096];
            int count;
            while ((count = syscalls.read(reader.number(), bytes, 0, bytes.length)) > 0) {
                output.write(bytes, 0, count);
            }
            var status = syscalls.wait4(pid, 0).orElseThrow();
            return output.toString(StandardCharsets.UTF_8) + status.shellStatus();
        }
    }

    private int sleeper() {
        return syscalls.posixSpawn(
                SpawnRequest.of("/bin/sleep", List.of("sleep", "1000"), List.of()));
    }

    @Test
    void a_child_has_its_arguments_environment_and_descriptors() {
        assertThat(shell("echo \"$WORD\"; exit 7", Attributes.defaults()))
                .isEqualTo("w\u00f6rd\n7");
    }

    @Test
    void a_child_has_default_signals_and_an_empty_mask() {
        var output =
                shell("grep -E 'SigIgn|SigBlk' /proc/self/status", new Attributes(-1L, true, -1));

        assertThat(output).isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n0");
    }

    @Test
    void a_child_may_have_a_session_of_its_own() {
        var script =
                "read -r pid name state parent group session rest < /proc/self/stat; "
                        + "test \"$pid\" = \"$session\" && echo yes";
        assertThat(shell(script, new Attributes(0, true, -1))).isEqualTo("yes\n0");
    }

    @Test
    void a_program_that_is_not_there_is_told_by_the_start_itself() {
        assertThatThrownBy(
                        () ->
                                syscalls.posixSpawn(
                                        SpawnRequest.of("/nowhere", List.of("x"), List.of())))
                .hasMessage("posix_spawn /nowhere: ENOENT (No such file or directory)");
    }

    @Test
    void a_program_is_started_from_memory() throws Exception {
        var program = Files.readAllBytes(Path.of("/bin/true"));
        try (var memory = Fd.of(syscalls, syscalls.memfdCreate("caisson-true", 0))) {
            syscalls.writeAll(memory.number(), program);
            int pid =
                    syscalls.posixSpawn(SpawnRequest.of(memory.path(), List.of("true"), List.of()));
            assertThat(syscalls.waitid(Wait.P_PID, pid, Wait.WEXITED))
                    .contains(new ChildStatus(pid, Wait.CLD_EXITED, 0));
        }
    }

    @Test
    void a_pidfd_signals_waits_and_reaps() {
        int pid = sleeper();
        try (var child = PidFd.open(syscalls, pid)) {
            assertThat(child.hasEnded()).isFalse();
            assertThat(child.reap(Wait.WEXITED | Wait.WNOHANG)).isEmpty();
            assertThat(child.signal(Signal.SIGKILL)).isTrue();
            assertThat(child.ended(Duration.ofSeconds(90))).isTrue();
            assertThat(child.reap(Wait.WEXITED))
                    .contains(new ChildStatus(pid, Wait.CLD_KILLED, Signal.SIGKILL));
            assertThat(child.signal(Signal.SIGKILL)).isFalse();
        }
    }

    @Test
    void a_descriptor_of_another_process_is_copied() {
        var pipe = syscalls.pipe2(0);
        try (var reader = Fd.of(syscalls, pipe.reader());
                var writer = Fd.of(syscalls, pipe.writer())) {
            int pid =
                    syscalls.posixSpawn(
                            SpawnRequest.of(
                                    "/bin/sleep",
                                    List.of("sleep", "1000"),
                                    List.of(new Mapping(writer.number(), 9))));
            syscalls.close(writer.take());
            try (var child = PidFd.open(syscalls, pid)) {
                try (var copy = child.descriptor(9)) {
                    syscalls.writeAll(copy.number(), new byte[] {42});
                }
                var one = new byte[1];
                assertThat(syscalls.read(reader.number(), one, 0, 1)).isEqualTo(1);
                assertThat(one[0]).isEqualTo((byte) 42);
                child.signal(Signal.SIGKILL);
                child.reap(Wait.WEXITED);
            }
        }
    }

    @Test
    void a_process_id_knows_whether_its_process_lives() {
        int pid = sleeper();
        var id = ProcessId.of(pid).orElseThrow();
        assertThat(id.isAlive()).isTrue();
        assertThat(new ProcessId(pid, id.startTicks() - 1, id.bootId()).isAlive()).isFalse();
        assertThat(new ProcessId(pid, id.startTicks() - 1, id.bootId()).open(syscalls)).isEmpty();
        assertThat(new ProcessId(pid, id.startTicks(), "other").open(syscalls)).isEmpty();

        try (var child = id.open(syscalls).orElseThrow()) {
            child.signal(Signal.SIGTERM);
            assertThat(child.ended(Duration.ofSeconds(90))).isTrue();
            assertThat(id.isAlive()).as("a zombie is not alive").isFalse();
            child.reap(Wait.WEXITED);
        }

        assertThat(id.open(syscalls)).isEmpty();
        assertThat(ProcessId.of(pid)).isEqualTo(Optional.empty());
    }

    @Test
    void capabilities_are_dropped_by_one_thread_only() {
        var before = syscalls.capget(0);
        NsThread.run(
                "caisson-capset-test",
                () -> {
                    syscalls.capset(new CapabilitySets(1L << 21, 1L << 21, 0));
                    assertThat(syscalls.capget(0))
                            .isEqualTo(new CapabilitySets(1L << 21, 1L << 21, 0));
                });
        assertThat(syscalls.capget(0)).isEqualTo(before);
        assertThat(before.effective()).isNotZero();
    }

    @Test
    void limits_are_read_and_set_for_a_child() {
        int pid = sleeper();
        try (var child = PidFd.open(syscalls, pid)) {
            syscalls.prlimit(pid, ResourceLimit.RLIMIT_CORE, new ResourceLimit(0, 4096));
            assertThat(syscalls.prlimit(pid, ResourceLimit.RLIMIT_CORE, null))
                    .isEqualTo(new ResourceLimit(0, 4096));
            child.signal(Signal.SIGKILL);
            child.reap(Wait.WEXITED);
        }
    }

    @Test
    void a_filter_makes_a_call_of_its_thread_fail() {
        // ld [0]; jeq fchdir, 0, 1; ret ERRNO|EXDEV; ret ALLOW
        var filter =
                filter(
                        new long[][] {
                            {0x20, 0, 0, 0},
                            {0x15, 0, 1, CallNumber.FCHDIR.number()},
                            {0x06, 0, 0, Prctl.SECCOMP_RET_ERRNO | Errno.EXDEV.number()},
                            {0x06, 0, 0, Prctl.SECCOMP_RET_ALLOW}
                        });
        NsThread.run(
                "caisson-seccomp-test",
                () -> {
                    syscalls.prctl(Prctl.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
                    syscalls.seccompSetModeFilter(0, filter);
                    assertThatThrownBy(() -> syscalls.fchdir(-1)).hasMessageContaining("EXDEV");
                });
        assertThatThrownBy(() -> syscalls.fchdir(-1)).hasMessageContaining("EBADF");
        assertThat(syscalls.seccompActionAvailable(Prctl.SECCOMP_RET_LOG)).isTrue();
        assertThat(syscalls.seccompActionAvailable(0x12345678)).isFalse();
    }

    private static byte[] filter(long[]... instructions) {
        var bytes = ByteBuffer.allocate(8 * instructions.length).order(ByteOrder.nativeOrder());
        for (var each : instructions) {
            bytes.putShort((short) each[0])
                    .put((byte) each[1])
                    .put((byte) each[2])
                    .putInt((int) each[3]);
        }
        return bytes.array();
    }

    @Test
    void an_error_left_over_does_not_fail_the_next_call() {
        for (int i = 0; i < 1000; i++) {
            assertThatThrownBy(() -> syscalls.close(1 << 20)).hasMessageContaining("EBADF");
            assertThat(syscalls.getpid()).isPositive();
        }
    }

    @Test
    void the_features_of_this_kernel_are_found() {
        var features = KernelFeatures.probe(syscalls);

        assertThat(features.missing()).isEmpty();
        assertThat(features.has(KernelFeatures.Feature.MEMFD_EXEC))
                .isEqualTo(KernelFeatures.isAtLeast(features.release(), 6, 3));
    }
}
