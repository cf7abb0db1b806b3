package dev.caisson.cgroup;

import dev.caisson.sys.Errno;
import dev.caisson.sys.SyscallException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Hierarchies in memory that behave as the kernel's: a new directory has its files, one with
/// processes or children cannot be removed, a frozen process dies when it is thawed.
final class FakeTree implements CgroupTree {
    private final TreeSet<Path> directories = new TreeSet<>();
    private final TreeMap<Path, String> files = new TreeMap<>();
    private final Map<Path, Errno> refusals = new HashMap<>();
    private final List<Integer> doomed = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    private int busy;

    void mount(Path root) {
        directories.add(root);
        fill(root);
    }

    void put(Path file, String content) {
        files.put(file, content);
    }

    /// From now on writing to this file fails.
    void refuse(Path file, Errno errno) {
        refusals.put(file, errno);
    }

    /// The next removals fail although nobody is inside.
    void busyFor(int removals) {
        busy = removals;
    }

    List<Path> directories() {
        return List.copyOf(directories);
    }

    String content(Path file) {
        return files.getOrDefault(file, "(none)");
    }

    @Override
    public boolean makeDirectory(Path directory) {
        if (!directories.contains(directory.getParent())) throw failure(Errno.ENOENT, directory);
        if (!directories.add(directory)) return false;
        calls.add("mkdir " + directory);
        fill(directory);
        return true;
    }

    private void fill(Path directory) {
        var controller = directory.getName(0).toString();
        put(directory.resolve("cgroup.procs"), "");
        switch (controller) {
            case "cpuset" -> {
                boolean root = directory.getNameCount() == 1;
                put(directory.resolve("cpuset.cpus"), root ? "0-3" : "");
                put(directory.resolve("cpuset.mems"), root ? "0" : "");
            }
            case "memory" -> {
                put(directory.resolve("memory.limit_in_bytes"), "9223372036854771712");
                put(directory.resolve("memory.oom_control"), "oom_kill_disable 0\noom_kill 0");
            }
            case "freezer" -> put(directory.resolve("freezer.state"), "THAWED");
            case "pids" -> put(directory.resolve("pids.max"), "max");
            case "unified" -> {
                put(directory.resolve("cgroup.controllers"), "cpuset cpu io memory pids");
                put(directory.resolve("cgroup.subtree_control"), "");
                put(directory.resolve("cgroup.events"), "populated 0\nfrozen 0");
                put(directory.resolve("cgroup.freeze"), "0");
                put(directory.resolve("cgroup.kill"), "");
                for (var name : List.of("memory.max", "pids.max", "cpuset.cpus"))
                    put(directory.resolve(name), "max");
            }
            default -> {
                // No files of its own matter.
            }
        }
    }

    @Override
    public boolean removeDirectory(Path directory) {
        if (!directories.contains(directory)) return false;
        boolean parent = directories.stream().anyMatch(each -> directory.equals(each.getParent()));
        boolean used = !content(directory.resolve("cgroup.procs")).isEmpty();
        if (parent || used || busy-- > 0) throw failure(Errno.EBUSY, directory);
        calls.add("rmdir " + directory);
        directories.remove(directory);
        files.keySet().removeIf(file -> directory.equals(file.getParent()));
        return true;
    }

    @Override
    public boolean exists(Path path) {
        return directories.contains(path) || files.containsKey(path);
    }

    @Override
    public List<String> directories(Path directory) {
        return directories.stream()
                .filter(each -> directory.equals(each.getParent()))
                .map(each -> String.valueOf(each.getFileName()))
                .toList();
    }

    @Override
    public Optional<String> read(Path file) {
        return Optional.ofNullable(files.get(file));
    }

    @Override
    public void write(Path file, List<String> values) {
        var refusal = refusals.get(file);
        if (refusal != null) throw failure(refusal, file);
        if (!files.containsKey(file)) throw failure(Errno.ENOENT, file);
        calls.add("write " + file + " " + values);
        for (var value : values) store(file, value);
    }

    private void store(Path file, String value) {
        switch (String.valueOf(file.getFileName())) {
            case "cgroup.subtree_control" ->
                    files.merge(
                            file, value.substring(1), (old, more) -> (old + " " + more).strip());
            case "cgroup.kill" -> put(file.resolveSibling("cgroup.procs"), "");
            case "cgroup.freeze" -> {
                put(file, value);
                put(file.resolveSibling("cgroup.events"), "populated 0\nfrozen " + value);
            }
            case "freezer.state" -> {
                put(file, value);
                if (value.equals("THAWED")) bury();
            }
            default -> put(file, value);
        }
    }

    private void bury() {
        files.replaceAll(
                (file, content) ->
                        file.endsWith("cgroup.procs")
                                ? String.join(
                                        "\n",
                                        content.lines()
                                                .filter(
                                                        pid ->
                                                                !doomed.contains(
                                                                        Integer.valueOf(pid)))
                                                .toList())
                                : content);
    }

    @Override
    public boolean await(Path file, Predicate<String> wanted, Duration limit) {
        return !files.containsKey(file) || wanted.test(content(file));
    }

    @Override
    public void attachDeviceProgram(Path directory, byte[] instructions) {
        calls.add("attach " + directory + " " + instructions.length / 8);
    }

    @Override
    public void killProcess(int pid) {
        calls.add("kill " + pid);
        doomed.add(pid);
    }

    private static SyscallException failure(Errno errno, Path path) {
        return new SyscallException(errno, "on " + path);
    }
}
