package dev.caisson.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What one daemon has on the host: processes, mounts, cgroups. It is told from what belongs to
/// others by the daemon's directory and the name of its parent cgroup.
///
/// @param processes that have a file, a mount or a cgroup of the daemon, the daemon itself not
/// @param mounts beneath the daemon's directory
/// @param cgroups beneath the daemon's parent cgroup
public record Traces(List<Long> processes, List<String> mounts, List<Path> cgroups) {
    private static final Path PROC = Path.of("/proc");
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    /// Copies the lists.
    public Traces {
        processes = List.copyOf(processes);
        mounts = List.copyOf(mounts);
        cgroups = List.copyOf(cgroups);
    }

    /// Nothing at all.
    public static Traces none() {
        return new Traces(List.of(), List.of(), List.of());
    }

    /// What is there now.
    ///
    /// @param directory of the daemon
    /// @param cgroupParent name of its parent cgroup
    /// @param daemon process id of the daemon, which does not count
    public static Traces of(Path directory, String cgroupParent, long daemon) {
        return new Traces(
                processes(directory, cgroupParent, daemon),
                mounts(PROC.resolve("self/mountinfo"), directory),
                cgroups(cgroupParent));
    }

    /// Ends the processes, then takes away mounts and cgroups, by force.
    void erase(String cgroupParent) {
        processes.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        processes.forEach(
                pid -> ProcessHandle.of(pid).ifPresent(process -> process.onExit().join()));
        for (var mount : mounts.reversed()) CommandOutcome.of("umount", "-l", mount);
        eraseCgroups(cgroupParent);
    }

    /// Removes empty cgroups beneath a parent, and the parent.
    public static void eraseCgroups(String parent) {
        for (var group : cgroups(parent)) group.toFile().delete();
        for (var one : parents(parent)) one.toFile().delete();
    }

    private static List<Long> processes(Path directory, String cgroupParent, long daemon) {
        long self = ProcessHandle.current().pid();
        return entries(PROC)
                .map(entry -> entry.getFileName().toString())
                .filter(name -> name.chars().allMatch(Character::isDigit))
                .map(Long::valueOf)
                .filter(pid -> pid != self && pid != daemon)
                .filter(pid -> touches(PROC.resolve(pid.toString()), directory, cgroupParent))
                .sorted()
                .toList();
    }

    private static boolean touches(Path process, Path directory, String cgroupParent) {
        if (read(process.resolve("cgroup")).contains("/" + cgroupParent + "/")) return true;
        if (!mounts(process.resolve("mountinfo"), directory).isEmpty()) return true;
        return entries(process.resolve("fd"))
                .anyMatch(fd -> target(fd).startsWith(directory + "/"));
    }

    private static List<String> mounts(Path mountinfo, Path directory) {
        return read(mountinfo)
                .lines()
                .filter(line -> line.contains(directory + "/"))
                .map(line -> line.split(" ")[4])
                .toList();
    }

    private static List<Path> cgroups(String name) {
        var found = new TreeSet<Path>(Comparator.reverseOrder());
        for (var parent : parents(name)) walk(parent, found);
        return List.copyOf(found);
    }

    private static List<Path> parents(String name) {
        return Stream.concat(Stream.of(CGROUPS), entries(CGROUPS))
                .map(hierarchy -> hierarchy.resolve(name))
                .filter(Files::isDirectory)
                .toList();
    }

    private static void walk(Path group, TreeSet<Path> found) {
        entries(group)
                .filter(Files::isDirectory)
                .forEach(
                        child -> {
                            found.add(child);
                            walk(child, found);
                        });
    }

    private static Stream<Path> entries(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.toList().stream();
        } catch (IOException | UncheckedIOException gone) {
            // A process that ended between two looks.
            return Stream.of();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
