package dev.caisson.container;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Processes as ps(1) shows them, read from `/proc`: nothing is executed.
///
/// Of its arguments `-ef` and the like, `aux`, and `-o` with a list of columns are known.
public record ProcessTable(List<String> titles, List<List<String>> rows) {
    private static final List<String> FULL =
            List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");
    private static final List<String> AUX =
            List.of(
                    "USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME",
                    "COMMAND");

    public ProcessTable {
        titles = List.copyOf(titles);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /// @param arguments of ps(1); empty for `-ef`
    /// @throws InvalidInput `PS_ARGUMENTS_INVALID`
    public static ProcessTable of(List<Integer> pids, String arguments) {
        var titles = titles(arguments.strip());
        var rows = new ArrayList<List<String>>();
        for (int pid : pids) {
            ProcessFacts.read(pid)
                    .ifPresent(
                            facts ->
                                    rows.add(
                                            titles.stream()
                                                    .map(title -> facts.column(title))
                                                    .toList()));
        }
        return new ProcessTable(titles, rows);
    }

    private static List<String> titles(String arguments) {
        if (arguments.isEmpty()) return FULL;
        var words = List.of(arguments.split("\\s+"));
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            int o = word.indexOf('o');
            boolean columns = word.startsWith("-") && o > 0;
            if (!columns && !word.equals("o")) continue;
            var list = columns && o + 1 < word.length() ? word.substring(o + 1) : "";
            if (list.isEmpty() && i + 1 < words.size()) list = words.get(i + 1);
            return columns(list, arguments);
        }
        if (words.size() == 1 && words.getFirst().matches("-?a?u?x?w*")) return AUX;
        if (words.size() == 1 && words.getFirst().matches("-[efAF]+")) return FULL;
        throw invalid(arguments);
    }

    private static List<String> columns(String list, String arguments) {
        if (list.isEmpty()) throw invalid(arguments);
        var titles = new ArrayList<String>();
        for (var name : list.split(",", -1)) {
            titles.add(
                    switch (name.toLowerCase(Locale.ROOT)) {
                        case "pid" -> "PID";
                        case "ppid" -> "PPID";
                        case "user", "euser" -> "USER";
                        case "uid" -> "UID";
                        case "comm", "ucmd" -> "COMMAND";
                        case "args", "cmd", "command" -> "CMD";
                        case "stat", "s", "state" -> "STAT";
                        case "rss" -> "RSS";
                        case "vsz" -> "VSZ";
                        case "time", "cputime" -> "TIME";
                        case "tty", "tt" -> "TTY";
                        case "etime" -> "ELAPSED";
                        default -> throw invalid(arguments);
                    });
        }
        return titles;
    }

    private static InvalidInput invalid(String arguments) {
        return new InvalidInput(FaultCode.PS_ARGUMENTS_INVALID, arguments);
    }

    /// What `/proc/PID` says of one process.
    private record ProcessFacts(
            int pid, String comm, String commandLine, List<String> stat, int uid) {
        private static final int TICKS = 100; // USER_HZ, the same on every Linux there is
        private static final int PAGE = 4096;

        static Optional<ProcessFacts> read(int pid) {
            var directory = Path.of("/proc", Integer.toString(pid));
            try {
                var stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
                int close = stat.lastIndexOf(')');
                var comm = stat.substring(stat.indexOf('(') + 1, close);
                var raw =
                        Files.readString(directory.resolve("cmdline"), StandardCharsets.ISO_8859_1);
                var line = raw.replace('\0', ' ').strip();
                int uid = (int) Files.getAttribute(directory, "unix:uid");
                return Optional.of(
                        new ProcessFacts(
                                pid,
                                comm,
                                line.isEmpty() ? "[" + comm + "]" : line,
                                List.of(stat.substring(close + 2).strip().split(" ")),
                                uid));
            } catch (IOException gone) {
                return Optional.empty();
            }
        }

        String column(String title) {
            return switch (title) {
                case "PID" -> Integer.toString(pid);
                case "PPID" -> stat.get(1);
                case "UID", "USER" -> uid == 0 ? "root" : Integer.toString(uid);
                case "C", "%CPU", "%MEM" -> "0";
                case "STIME", "START" -> started();
                case "TTY" -> terminal();
                case "TIME" ->
                        time((Long.parseLong(stat.get(11)) + Long.parseLong(stat.get(12))) / TICKS);
                case "STAT" -> stat.get(0);
                case "VSZ" -> Long.toString(Long.parseLong(stat.get(20)) / 1024);
                case "RSS" -> Long.toString(Long.parseLong(stat.get(21)) * PAGE / 1024);
                case "COMMAND" -> comm;
                case "ELAPSED" -> time(age());
                default -> commandLine;
            };
        }

        private String terminal() {
            int device = Integer.parseInt(stat.get(4));
            return device == 0 ? "?" : "pts/" + (device & 0xff);
        }

        private long age() {
            try {
                var uptime = Files.readString(Path.of("/proc/uptime")).split(" ")[0];
                return (long)
                        (Double.parseDouble(uptime) - Double.parseDouble(stat.get(19)) / TICKS);
            } catch (IOException unreadable) {
                return 0;
            }
        }

        private String started() {
            var moment =
                    java.time.LocalTime.now(java.time.ZoneId.systemDefault()).minusSeconds(age());
            return String.format(Locale.ROOT, "%02d:%02d", moment.getHour(), moment.getMinute());
        }

        private static String time(long seconds) {
            return String.format(
                    Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
        }
    }
}
