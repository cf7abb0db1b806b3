package dev.caisson.container;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.ArrayList;
import java.util.List;

/// Processes as ps(1) shows them, read from `/proc`: nothing is executed, neither in the container
/// nor on the host.
///
/// Of its arguments the selections (which a container's processes replace), the formats `-f`, `-F`,
/// `-l`, `u`, `j` and `-o` with a list of columns are known. Source: ps(1) of procps.
public record ProcessTable(List<String> titles, List<List<String>> rows) {
    private static final String FULL = "user=UID,pid,ppid,c,stime,tty,time,cmd";
    private static final String EXTRA = "user=UID,pid,ppid,c,sz,rss,psr,stime,tty,time,cmd";
    private static final String LONG = "f,s,uid,pid,ppid,c,pri,ni,sz,wchan,tty,time,comm=CMD";
    private static final String USER = "user,pid,%cpu,%mem,vsz,rss,tty,stat,start,time,command";
    private static final String JOBS = "ppid,pid,pgid,sid,tty,stat,uid,time,command";
    private static final String SHORT = "pid,tty,time,comm=CMD";
    private static final String SHORT_BSD = "pid,tty,stat,time,command";

    public ProcessTable {
        titles = List.copyOf(titles);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /// One column of the answer.
    private record Shown(ProcessColumn column, String title) {}

    /// @param arguments of ps(1); empty for `-ef`
    /// @throws InvalidInput `PS_ARGUMENTS_INVALID`, `PS_COLUMN_UNKNOWN`, `PS_PID_MISSING`
    public static ProcessTable of(List<Integer> pids, String arguments) {
        var columns = columns(arguments.strip());
        if (columns.stream().noneMatch(shown -> shown.title().equals("PID"))) {
            throw new InvalidInput(FaultCode.PS_PID_MISSING);
        }
        var host = HostProcesses.read();
        var rows = new ArrayList<List<String>>();
        for (int pid : pids.stream().sorted().toList()) {
            var facts = ProcessFacts.read(pid);
            if (facts.isEmpty()) continue;
            rows.add(columns.stream().map(one -> one.column().of(facts.get(), host)).toList());
        }
        return new ProcessTable(columns.stream().map(Shown::title).toList(), rows);
    }

    private static List<Shown> columns(String arguments) {
        if (arguments.isEmpty()) return list(FULL);
        var words = List.of(arguments.split("\\s+"));
        var chosen = new ArrayList<Shown>();
        var format = "";
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            if (word.startsWith("--format=")) {
                chosen.addAll(list(word.substring("--format=".length())));
                continue;
            }
            if (word.startsWith("--")) {
                if (word.equals("--no-headers") || word.startsWith("--sort=")) throw invalid(word);
                continue;
            }
            int list = word.indexOf('o');
            if (list >= 0) {
                var names = word.substring(list + 1);
                if (names.isEmpty() && i + 1 < words.size()) names = words.get(++i);
                if (names.isEmpty()) throw invalid(arguments);
                chosen.addAll(list(names));
                continue;
            }
            var named = format(word, arguments);
            if (!named.isEmpty()) format = named;
        }
        if (!chosen.isEmpty()) return chosen;
        return list(format.isEmpty() ? SHORT : format);
    }

    /// The columns that the letters of one word ask for; empty when they only select.
    private static String format(String word, String arguments) {
        boolean dash = word.startsWith("-");
        var format = "";
        for (char letter : word.substring(dash ? 1 : 0).toCharArray()) {
            format =
                    switch (letter) {
                        case 'f' -> dash ? FULL : format.isEmpty() ? SHORT_BSD : format;
                        case 'F' -> EXTRA;
                        case 'l' -> LONG;
                        case 'u' -> dash ? throwInvalid(arguments) : USER;
                        case 'j' -> JOBS;
                        case 'a', 'x', 'r' -> dash || !format.isEmpty() ? format : SHORT_BSD;
                        case 'e', 'A', 'd', 'w', 'H', 'y' -> format;
                        default -> throwInvalid(arguments);
                    };
        }
        return format;
    }

    /// @param names separated by commas; `name=TITLE` gives another title
    private static List<Shown> list(String names) {
        var columns = new ArrayList<Shown>();
        for (var written : names.split(",", -1)) {
            int equals = written.indexOf('=');
            var name = equals < 0 ? written : written.substring(0, equals);
            var column = ProcessColumn.named(name);
            if (column.isEmpty()) throw new InvalidInput(FaultCode.PS_COLUMN_UNKNOWN, name);
            var title = equals < 0 ? ProcessColumn.title(name) : written.substring(equals + 1);
            columns.add(new Shown(column.get(), title));
        }
        return columns;
    }

    private static String throwInvalid(String arguments) {
        throw invalid(arguments);
    }

    private static InvalidInput invalid(String arguments) {
        return new InvalidInput(FaultCode.PS_ARGUMENTS_INVALID, arguments);
    }
}
