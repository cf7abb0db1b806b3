package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.elf.ElfWriter;
import dev.caisson.elf.Machine;
import dev.caisson.fault.Unsupported;
import dev.caisson.launch.ExecRequest.Streams;
import dev.caisson.launch.LaunchResources.Hierarchy;
import dev.caisson.launch.LaunchResources.Join;
import dev.caisson.launch.LaunchResources.LogStart;
import dev.caisson.launch.LaunchResources.TreeSlot;
import dev.caisson.spec.LogLayout;
import dev.caisson.spec.Mount;
import dev.caisson.spec.Namespaces;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.spec.Propagation;
import dev.caisson.spec.RootFilesystem;
import dev.caisson.spec.RuntimeSpec;
import dev.caisson.spec.Stdio;
import dev.caisson.sys.ProcessId;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaunchCompilerTest {
    private static final ContainerId ID = new ContainerId("c".repeat(64));
    private static final String EXEC = "e".repeat(64);

    private static LaunchResources resources(Machine machine, List<Mount> mounts) {
        var host = new LaunchResources.Host(machine, 0, (1L << 41) - 1, 40);
        var trees = new ArrayList<>(Collections.nCopies(mounts.size(), TreeSlot.NONE));
        for (int i = 0; i < mounts.size(); i++) {
            if (mounts.get(i) instanceof Mount.Bind) trees.set(i, new TreeSlot(30 + i, false));
        }
        return new LaunchResources(
                40,
                new Join.V1(List.of(new Hierarchy("memory", 19), new Hierarchy("pids", 20))),
                new Join.None(),
                trees,
                Map.of(),
                new LogStart(LogLayout.defaults(), 0, 1, 64, 0, 0),
                "events",
                host);
    }

    private static RuntimeSpec spec(Stdio stdio, boolean init, Namespaces namespaces) {
        var mounts = new ArrayList<>(LaunchFixture.MOUNTS);
        mounts.add(new Mount.CgroupView("/sys/fs/cgroup", Set.of(Mount.Flag.READ_ONLY)));
        mounts.add(
                new Mount.Bind(
                        Path.of("/host/hosts"),
                        "/etc/hosts",
                        false,
                        false,
                        Set.of(),
                        Propagation.RPRIVATE));
        return new RuntimeSpec(
                ID,
                new RootFilesystem(
                        List.of(Path.of("/layer")),
                        Path.of("/upper"),
                        Path.of("/work"),
                        false,
                        false,
                        Propagation.RPRIVATE),
                "box",
                null,
                namespaces,
                mounts,
                List.of(),
                Map.of("net.ipv4.ip_unprivileged_port_start", "0"),
                LaunchFixture.MASKED,
                LaunchFixture.READONLY,
                init,
                process(),
                stdio);
    }

    private static ProcessSpec process() {
        return LaunchFixture.in(
                "/work", LaunchFixture.user(1000, LaunchFixture.process("sh", "-c", "true")));
    }

    private static LaunchProgram container(Machine machine, Stdio stdio, boolean init) {
        var spec = spec(stdio, init, Namespaces.isolated());
        return LaunchCompiler.compile(spec, resources(machine, spec.mounts()));
    }

    private static LaunchProgram exec(Machine machine, Streams streams) {
        var request =
                new ExecRequest(
                        ID,
                        EXEC,
                        new ProcessId(1, 1, "boot"),
                        process(),
                        streams,
                        Path.of("/containers/c"),
                        Path.of("/run/events"),
                        new CgroupJoin.None(),
                        new CgroupJoin.None());
        return LaunchCompiler.compile(request, resources(machine, List.of()));
    }

    private static Stdio pipes() {
        return new Stdio.Pipes(true, LogLayout.defaults());
    }

    @Test
    void a_container_is_this_program() throws IOException {
        golden("container.txt", container(Machine.X86_64, pipes(), false).print());
    }

    @Test
    void a_container_with_a_terminal_and_init_is_this_program() throws IOException {
        var terminal = new Stdio.Terminal(80, 24, LogLayout.defaults());
        golden("terminal-init.txt", container(Machine.X86_64, terminal, true).print());
    }

    @Test
    void an_exec_session_is_this_program() throws IOException {
        golden("exec.txt", exec(Machine.X86_64, new Streams.Pipes(true)).print());
    }

    private static void golden(String name, String actual) throws IOException {
        var file = Path.of("../testdata/launch", name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @EnumSource(Machine.class)
    void every_program_is_written_for_every_machine(Machine machine) {
        assertThat(ElfWriter.write(container(machine, pipes(), true).table())).isNotEmpty();
        assertThat(ElfWriter.write(exec(machine, new Streams.Terminal(80, 24)).table()))
                .isNotEmpty();
    }

    @Test
    void the_same_container_is_the_same_program() {
        var once = ElfWriter.write(container(Machine.X86_64, pipes(), false).table());
        var again = ElfWriter.write(container(Machine.X86_64, pipes(), false).table());

        assertThat(once).isEqualTo(again);
    }

    @Test
    void a_program_stays_small() {
        var image = ElfWriter.write(container(Machine.X86_64, pipes(), false).table());

        assertThat(image.length).isLessThan(48 * 1024);
    }

    @Test
    void a_step_is_found_by_the_address_of_its_row() {
        var program = container(Machine.X86_64, pipes(), false);

        for (int i = 0; i < program.steps().size(); i++) {
            assertThat(program.table().rows().get(i).what())
                    .isEqualTo(program.steps().get(i).what());
        }
        assertThat(program.stepAt(1)).isEmpty();
    }

    @Test
    void no_step_of_init_ignores_an_error_silently_but_these() {
        var program = container(Machine.X86_64, pipes(), false);
        var steps = program.steps();
        int failed = indexOf(program, "report the failure");
        int init = indexOf(program, "report the failure") + 3;
        var ignoring = new ArrayList<String>();
        for (int i = init; i < steps.size(); i++) {
            var row = program.table().rows().get(i);
            boolean isCall = row.call() instanceof dev.caisson.elf.SyscallName;
            if (isCall && row.onError() == i + 1 && row.onError() != failed) {
                ignoring.add(steps.get(i).what());
            }
        }

        // What follows the others looks at the error.
        assertThat(ignoring)
                .filteredOn(what -> !what.startsWith("execute") && !what.startsWith("open "))
                .containsOnly(
                        "have keys of our own",
                        "make /dev/pts",
                        "make /dev/shm",
                        "make /dev/mqueue");
    }

    private static int indexOf(LaunchProgram program, String what) {
        for (int i = 0; i < program.steps().size(); i++) {
            if (program.steps().get(i).what().equals(what)) return i;
        }
        throw new AssertionError(what);
    }

    @Test
    void a_user_namespace_is_refused() {
        var own = Namespaces.isolated().with(Namespaces.Kind.USER, new Namespaces.Source.New());
        var spec = spec(pipes(), false, own);

        assertThatThrownBy(
                        () ->
                                LaunchCompiler.compile(
                                        spec, resources(Machine.X86_64, spec.mounts())))
                .isInstanceOf(Unsupported.class);
    }
}
