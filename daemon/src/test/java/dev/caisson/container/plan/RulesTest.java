package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.plan.SecurityOptions.SeccompChoice;
import dev.caisson.container.request.Command;
import dev.caisson.container.request.Limits;
import dev.caisson.container.request.Limits.CpuLimits;
import dev.caisson.container.request.Limits.MemoryLimits;
import dev.caisson.container.request.Limits.Ulimit;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unsupported;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.ProcessSpec.ResourceLimit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The small rules from what was asked to what is launched.
class RulesTest {
    private static final long ALL = (1L << 41) - 1;
    private static final long DOCKERS = 0xa80425fbL;

    @ParameterizedTest
    @CsvSource({
        "9, 9",
        "KILL, 9",
        "sigterm, 15",
        "SIGRTMIN, 34",
        "SIGRTMIN+3, 37",
        "RTMAX-1, 63",
        "64, 64",
        "SIGPOLL, 29",
        "SIGWINCH, 28"
    })
    void signals_have_names_and_numbers(String text, int number) {
        assertThat(Signals.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65", "SIGFOO", "-9", "SIGRTMIN+31", "SIGRTMIN-1", "999"})
    void what_is_no_signal_is_refused(String text) {
        assertThatThrownBy(() -> Signals.parse(text)).hasMessage("invalid signal: " + text);
    }

    @Test
    void capabilities_are_dockers_fourteen_with_changes() {
        assertThat(mask(List.of(), List.of())).isEqualTo(DOCKERS);
        assertThat(mask(List.of("NET_ADMIN"), List.of("CAP_CHOWN")))
                .isEqualTo((DOCKERS | 1L << 12) & ~1L);
        assertThat(mask(List.of("ALL"), List.of("sys_admin"))).isEqualTo(ALL & ~(1L << 21));
        assertThat(mask(List.of("chown"), List.of("ALL"))).isEqualTo(1);
        assertThat(Capability.mask(true, List.of(), List.of("ALL"), ALL)).isEqualTo(ALL);
        assertThatThrownBy(() -> mask(List.of("FLY"), List.of()))
                .hasMessage("invalid capability: \"FLY\"");
    }

    @Test
    void the_environment_has_dockers_defaults_and_what_was_asked_wins() {
        assertThat(Environment.of(List.of("A=1", "PATH=/x", "TERM"), "host", true, "/root"))
                .containsExactly("PATH=/x", "HOSTNAME=host", "A=1", "HOME=/root");
        assertThat(Environment.of(List.of("HOME=/h"), null, false, "/root"))
                .containsExactly("PATH=" + Environment.PATH, "HOME=/h");
    }

    @Test
    void the_command_follows_the_entry_point() {
        var command =
                new Command(List.of("a"), List.of("b c", "d"), List.of(), "", "", null, false);

        assertThat(CommandLine.of(command)).containsExactly("a", "b c", "d");
        assertThat(CommandLine.shown(command)).isEqualTo("a 'b c' d");
    }

    @Test
    void ulimits_of_a_container_override_the_daemons_name_by_name() {
        var defaults = List.of(new Ulimit("nofile", 1, 2), new Ulimit("core", 0, 0));

        assertThat(Ulimits.plan(defaults, List.of(new Ulimit("nofile", 5, -1))))
                .containsExactly(new ResourceLimit(7, 5, -1), new ResourceLimit(4, 0, 0));
        assertThatThrownBy(() -> Ulimits.plan(List.of(), List.of(new Ulimit("nofile", 3, 2))))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Ulimits.plan(List.of(), List.of(new Ulimit("x", 1, 1))))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void security_options_are_parsed_or_refused() {
        assertThat(SecurityOptions.parse(List.of(), false).seccomp())
                .isEqualTo(new SeccompChoice.Default());
        assertThat(SecurityOptions.parse(List.of("no-new-privileges", "seccomp=unconfined"), false))
                .isEqualTo(
                        new SecurityOptions(
                                true, new SeccompChoice.Unconfined(), "", false, false));
        assertThat(SecurityOptions.parse(List.of("writable-cgroups"), false).writableCgroups())
                .isTrue();
        assertThatThrownBy(() -> SecurityOptions.parse(List.of("writable-cgroups=1"), false))
                .hasMessage("invalid --security-opt 2: \"writable-cgroups=1\"");
        assertThat(SecurityOptions.parse(List.of("no-new-privileges:false"), true))
                .extracting(SecurityOptions::noNewPrivileges)
                .isEqualTo(false);
        assertThat(SecurityOptions.parse(List.of("systempaths=unconfined"), false).unmasked())
                .isTrue();
        assertThatThrownBy(() -> SecurityOptions.parse(List.of("magic=1"), false))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> SecurityOptions.parse(List.of("label=type:x"), false))
                .isInstanceOf(Unsupported.class);
    }

    @Test
    void sysctls_belong_to_a_namespace_of_the_containers_own() {
        var own = Namespaces.isolated();
        var hostNetwork = own.with(Namespaces.Kind.NET, new Namespaces.Source.Host());

        assertThat(Sysctls.plan(Map.of("net.ipv4.ip_forward", "1"), own))
                .containsEntry("net.ipv4.ip_forward", "1")
                .containsEntry("net.ipv4.ip_unprivileged_port_start", "0")
                .containsEntry("net.ipv4.ping_group_range", "0 2147483647");
        assertThat(Sysctls.plan(Map.of(), hostNetwork)).isEmpty();
        assertThatThrownBy(() -> Sysctls.plan(Map.of("net.ipv4.ip_forward", "1"), hostNetwork))
                .hasMessageContaining("not allowed in host network namespace");
        for (var name :
                List.of("kernel.core_pattern", "vm.swappiness", "net.a+b", "a", "net/../x")) {
            assertThatThrownBy(() -> Sysctls.plan(Map.of(name, "1"), own))
                    .isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void limits_that_cannot_be_meant_have_dockers_texts() {
        assertThatThrownBy(() -> memory(4 << 20, 0, 0))
                .hasMessage("Minimum memory limit allowed is 6MB");
        assertThatThrownBy(() -> memory(64 << 20, 32 << 20, 0))
                .hasMessageContaining("memoryswap limit should be larger");
        assertThatThrownBy(() -> memory(0, 64 << 20, 0))
                .hasMessageContaining("always set the Memory limit");
        assertThatThrownBy(() -> memory(32 << 20, 0, 64 << 20))
                .hasMessageContaining("less than memory reservation");
        assertThatThrownBy(() -> cpu(3_000_000_000L, 0, ""))
                .hasMessage(
                        "range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available");
        assertThatThrownBy(() -> cpu(0, 10, "")).hasMessageContaining("CPU cfs period");
        assertThatThrownBy(() -> cpu(0, 0, "0-1,99999999999")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> cpu(0, 0, "0-5")).hasMessageContaining("not available");
        memory(6 << 20, -1, 0);
        cpu(1_500_000_000L, 0, "0-1");
    }

    @Test
    void limits_are_planned_in_the_kernels_units() {
        var limits =
                new Limits(
                        new MemoryLimits(64 << 20, 0, 0, 60L, true, 0),
                        new CpuLimits(0, 1_500_000_000L, 0, 0, 0, 0, "0", ""),
                        Limits.BlockIoLimits.none(),
                        -1L,
                        List.of(),
                        dev.caisson.container.request.DeviceRequests.none(),
                        "");

        var planned = LimitPlan.of(limits, List.of(), new NoDevices());

        assertThat(planned.memory().limit()).isEqualTo(64 << 20);
        assertThat(planned.memory().swap()).isEqualTo(128 << 20);
        assertThat(planned.memory().swappiness()).isEqualTo(60);
        assertThat(planned.cpu().quotaMicros()).isEqualTo(150_000);
        assertThat(planned.cpu().periodMicros()).isEqualTo(100_000);
        assertThat(planned.pids()).isNull();
    }

    private static void memory(long limit, long swap, long reservation) {
        LimitChecks.check(
                limits(new MemoryLimits(limit, swap, reservation, null, null, 0), CpuLimits.none()),
                2);
    }

    private static void cpu(long nano, long period, String cpus) {
        LimitChecks.check(
                limits(MemoryLimits.none(), new CpuLimits(0, nano, period, 0, 0, 0, cpus, "")), 2);
    }

    private static Limits limits(MemoryLimits memory, CpuLimits cpu) {
        var none = Limits.none();
        return new Limits(memory, cpu, none.blockIo(), null, List.of(), none.devices(), "");
    }

    private static long mask(List<String> added, List<String> dropped) {
        return Capability.mask(false, added, dropped, ALL);
    }
}
