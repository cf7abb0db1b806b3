package dev.caisson.cgroup;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.caisson.cgroup.CgroupFeatures.Feature;
import dev.caisson.spec.Resources;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Cgroups of the running kernel below a parent of the test's own, all removed afterwards.
final class CgroupFixture implements BeforeEachCallback, AfterEachCallback {
    private final CgroupPath parent =
            CgroupPath.parse("caisson-test-" + HexFormat.of().toHexDigits(new Random().nextInt()));
    private final List<Cgroup> made = new ArrayList<>();
    private final List<Process> started = new ArrayList<>();
    private List<Path> before = List.of();
    private @Nullable Cgroups cgroups;

    /// A block device.
    record Disk(int major, int minor) {}

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!"0".equals(uid())) {
            if ("1".equals(System.getenv("REQUIRE_KERNEL")))
                throw new AssertionError("kernel tests are required, and need root");
            abort("needs root");
        }
        before = List.copyOf(engineDirectories());
        cgroups = Cgroups.ofHost(Syscalls.real());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (var cgroup : made) {
            if (!cgroup.members().isEmpty()) cgroup.kill();
        }
        for (var process : started) process.waitFor();
        for (var cgroup : made) cgroup.remove();
        if (cgroups == null) return;
        cgroups().open(parent).remove();
        for (var directory : engineDirectories()) {
            if (!before.contains(directory)) Files.deleteIfExists(directory);
        }
    }

    /// The directories that looking for cgroups makes, empty ones: a daemon here keeps its own.
    private static List<Path> engineDirectories() {
        var hierarchies =
                switch (CgroupHost.detect(Path.of("/proc"))) {
                    case CgroupHost.V1 host ->
                            Stream.concat(
                                    host.controllers().values().stream(),
                                    host.named().values().stream());
                    case CgroupHost.V2 host -> Stream.of(host.root());
                };
        return hierarchies
                .distinct()
                .flatMap(each -> Stream.of(each.resolve("caisson"), each.resolve(Cgroups.HOLDERS)))
                .filter(Files::exists)
                .toList();
    }

    Cgroups cgroups() {
        return java.util.Objects.requireNonNull(cgroups);
    }

    CgroupPath parent() {
        return parent;
    }

    boolean isVersion1() {
        return cgroups().host() instanceof CgroupHost.V1;
    }

    boolean has(Feature feature) {
        return cgroups().features().has(feature);
    }

    /// With what the host cannot do left out.
    Cgroup create(Resources resources) {
        var accepted = cgroups().features().accept(resources).resources();
        var cgroup = cgroups().create(parent, ContainerId.random(), accepted);
        made.add(cgroup);
        return cgroup;
    }

    Path directory(Cgroup cgroup, String controller) {
        return switch (cgroup.join()) {
            case Join.CloneInto(var directory) -> directory;
            case Join.Hierarchies(var hierarchies) ->
                    hierarchies.stream()
                            .filter(each -> List.of(each.name().split(",")).contains(controller))
                            .map(Join.Hierarchy::directory)
                            .findFirst()
                            .orElseThrow();
        };
    }

    String file(Cgroup cgroup, String name) {
        try {
            return Files.readString(path(cgroup, name)).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    boolean exists(Cgroup cgroup, String name) {
        return Files.exists(path(cgroup, name));
    }

    private Path path(Cgroup cgroup, String name) {
        return directory(cgroup, name.substring(0, name.indexOf('.'))).resolve(name);
    }

    /// The cgroup's directories that exist.
    List<Path> left(Cgroup cgroup) {
        return directories(cgroup).filter(Files::exists).toList();
    }

    private static Stream<Path> directories(Cgroup cgroup) {
        return switch (cgroup.join()) {
            case Join.CloneInto(var directory) -> Stream.of(directory);
            case Join.Hierarchies(var hierarchies) ->
                    hierarchies.stream().map(Join.Hierarchy::directory);
        };
    }

    /// A shell that joins, as a launch does, before anything else.
    Process start(Cgroup cgroup, String script) throws IOException {
        var process = builder(cgroup, script).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        var running = process.start();
        started.add(running);
        return running;
    }

    /// What a script prints in the cgroup.
    List<String> output(Cgroup cgroup, String script) throws Exception {
        var running = builder(cgroup, script).start();
        started.add(running);
        try (var lines = running.inputReader()) {
            return lines.lines().toList();
        } finally {
            running.waitFor();
        }
    }

    private static ProcessBuilder builder(Cgroup cgroup, String script) {
        var file = cgroup.join() instanceof Join.CloneInto ? "cgroup.procs" : "tasks";
        var join = new StringBuilder();
        directories(cgroup)
                .forEach(
                        directory ->
                                join.append("echo 0 > ")
                                        .append(directory.resolve(file))
                                        .append('\n'));
        return new ProcessBuilder("/bin/sh", "-c", "set -e\n" + join + "set +e\n" + script)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
    }

    /// A disk of the host that takes limits.
    Disk disk() throws IOException {
        try (var disks = Files.list(Path.of("/sys/block"))) {
            var numbers =
                    disks.sorted().map(disk -> disk.resolve("dev")).filter(Files::exists).toList();
            if (numbers.isEmpty()) abort("no block device here");
            var parts = Files.readString(numbers.getLast()).strip().split(":");
            return new Disk(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
        }
    }

    private static String uid() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
