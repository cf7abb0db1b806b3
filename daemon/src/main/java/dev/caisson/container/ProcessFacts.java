package dev.caisson.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `/proc/PID` says of one process.
///
/// @param fields of `stat` behind the name, so that field 0 is the state. Source: proc_pid_stat(5)
record ProcessFacts(
        int pid, String comm, String commandLine, List<String> fields, int uid, int gid) {
    static final int TICKS = 100; // USER_HZ, the same on every Linux there is
    static final int PAGE = 4096;

    ProcessFacts {
        fields = List.copyOf(fields);
    }

    static Optional<ProcessFacts> read(int pid) {
        var directory = Path.of("/proc", Integer.toString(pid));
        try {
            var stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            var raw = Files.readString(directory.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            int uid = (int) Files.getAttribute(directory, "unix:uid");
            int gid = (int) Files.getAttribute(directory, "unix:gid");
            return Optional.of(parse(pid, stat, raw, uid, gid));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    static ProcessFacts parse(int pid, String stat, String cmdline, int uid, int gid) {
        int close = stat.lastIndexOf(')');
        var comm = stat.substring(stat.indexOf('(') + 1, close);
        var line = cmdline.replace('\0', ' ').strip();
        return new ProcessFacts(
                pid,
                comm,
                line.isEmpty() ? "[" + comm + "]" : line,
                List.of(stat.substring(close + 2).strip().split(" ")),
                uid,
                gid);
    }

    String stat(int field) {
        return field < fields.size() ? fields.get(field) : "-";
    }

    long number(int field) {
        return Long.parseLong(fields.get(field));
    }

    /// The state with what ps(1) writes behind it.
    String states() {
        var states = new StringBuilder(stat(0));
        long nice = number(16);
        if (nice < 0) states.append('<');
        if (nice > 0) states.append('N');
        if (pid == number(3)) states.append('s');
        if (number(17) > 1) states.append('l');
        if (number(5) == number(2)) states.append('+');
        return states.toString();
    }

    String terminal() {
        int device = (int) number(4);
        if (device == 0) return "?";
        int minor = device & 0xff | device >> 12 & 0xfff00;
        return (device >> 8 & 0xfff) == 4 ? "tty" + minor : "pts/" + minor;
    }

    long cpuSeconds() {
        return (number(11) + number(12)) / TICKS;
    }

    /// Of the time since its start, in thousandths.
    long cpuPerMille(HostProcesses host) {
        long age = Math.max(1, host.age(this));
        return (number(11) + number(12)) * 1000 / TICKS / age;
    }

    long virtualBytes() {
        return number(20);
    }

    long residentKibibytes() {
        return number(21) * PAGE / 1024;
    }

    /// Seconds between the start of the host and its own.
    long startSeconds() {
        return number(19) / TICKS;
    }
}
