package dev.caisson.container;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// A column of ps(1): the names it goes by and what stands in it.
enum ProcessColumn {
    PID((facts, _) -> Integer.toString(facts.pid())),
    PPID((facts, _) -> facts.stat(1)),
    PGID((facts, _) -> facts.stat(2)),
    SID((facts, _) -> facts.stat(3)),
    USER((facts, host) -> host.user(facts.uid())),
    UID((facts, _) -> Integer.toString(facts.uid())),
    GROUP((facts, host) -> host.group(facts.gid())),
    GID((facts, _) -> Integer.toString(facts.gid())),
    COMM((facts, _) -> facts.comm()),
    ARGUMENTS((facts, _) -> facts.commandLine()),
    STATE((facts, _) -> facts.stat(0)),
    STATES((facts, _) -> facts.states()),
    CPU((facts, host) -> Long.toString(facts.cpuPerMille(host) / 10)),
    CPU_PERCENT((facts, host) -> decimal(facts.cpuPerMille(host))),
    MEMORY_PERCENT((facts, host) -> decimal(facts.residentKibibytes() * 1000 / host.kibibytes())),
    VSZ((facts, _) -> Long.toString(facts.virtualBytes() / 1024)),
    SZ((facts, _) -> Long.toString(facts.virtualBytes() / ProcessFacts.PAGE)),
    RSS((facts, _) -> Long.toString(facts.residentKibibytes())),
    PRIORITY((facts, _) -> Long.toString(39 - (facts.number(15) + 20))),
    NICE((facts, _) -> facts.stat(16)),
    THREADS((facts, _) -> facts.stat(17)),
    PROCESSOR((facts, _) -> facts.stat(36)),
    FLAGS((facts, _) -> Long.toString(facts.number(6) >> 6 & 7)),
    WAITS_IN((_, _) -> "-"),
    TERMINAL((facts, _) -> facts.terminal()),
    STARTED((facts, host) -> host.started(facts)),
    STARTED_LONG((facts, host) -> host.startedLong(facts)),
    TIME((facts, _) -> clock(facts.cpuSeconds())),
    ELAPSED((facts, host) -> elapsed(host.age(facts))),
    ELAPSED_SECONDS((facts, host) -> Long.toString(host.age(facts)));

    private static final Map<String, ProcessColumn> NAMES =
            Map.ofEntries(
                    Map.entry("pid", PID),
                    Map.entry("tgid", PID),
                    Map.entry("ppid", PPID),
                    Map.entry("pgid", PGID),
                    Map.entry("pgrp", PGID),
                    Map.entry("sid", SID),
                    Map.entry("sess", SID),
                    Map.entry("session", SID),
                    Map.entry("user", USER),
                    Map.entry("euser", USER),
                    Map.entry("uname", USER),
                    Map.entry("uid", UID),
                    Map.entry("euid", UID),
                    Map.entry("group", GROUP),
                    Map.entry("egroup", GROUP),
                    Map.entry("gid", GID),
                    Map.entry("egid", GID),
                    Map.entry("comm", COMM),
                    Map.entry("ucmd", COMM),
                    Map.entry("ucomm", COMM),
                    Map.entry("args", ARGUMENTS),
                    Map.entry("cmd", ARGUMENTS),
                    Map.entry("command", ARGUMENTS),
                    Map.entry("s", STATE),
                    Map.entry("state", STATE),
                    Map.entry("stat", STATES),
                    Map.entry("c", CPU),
                    Map.entry("%cpu", CPU_PERCENT),
                    Map.entry("pcpu", CPU_PERCENT),
                    Map.entry("%mem", MEMORY_PERCENT),
                    Map.entry("pmem", MEMORY_PERCENT),
                    Map.entry("vsz", VSZ),
                    Map.entry("vsize", VSZ),
                    Map.entry("sz", SZ),
                    Map.entry("rss", RSS),
                    Map.entry("rssize", RSS),
                    Map.entry("rsz", RSS),
                    Map.entry("pri", PRIORITY),
                    Map.entry("ni", NICE),
                    Map.entry("nice", NICE),
                    Map.entry("nlwp", THREADS),
                    Map.entry("thcount", THREADS),
                    Map.entry("psr", PROCESSOR),
                    Map.entry("f", FLAGS),
                    Map.entry("wchan", WAITS_IN),
                    Map.entry("tty", TERMINAL),
                    Map.entry("tt", TERMINAL),
                    Map.entry("tname", TERMINAL),
                    Map.entry("stime", STARTED),
                    Map.entry("start", STARTED),
                    Map.entry("bsdstart", STARTED),
                    Map.entry("start_time", STARTED),
                    Map.entry("lstart", STARTED_LONG),
                    Map.entry("time", TIME),
                    Map.entry("cputime", TIME),
                    Map.entry("etime", ELAPSED),
                    Map.entry("etimes", ELAPSED_SECONDS));
    private static final Map<String, String> TITLES =
            Map.ofEntries(
                    Map.entry("euser", "EUSER"), Map.entry("comm", "COMMAND"),
                    Map.entry("ucmd", "CMD"), Map.entry("ucomm", "COMMAND"),
                    Map.entry("args", "COMMAND"), Map.entry("state", "S"),
                    Map.entry("pcpu", "%CPU"), Map.entry("pmem", "%MEM"),
                    Map.entry("vsize", "VSZ"), Map.entry("rssize", "RSS"),
                    Map.entry("nice", "NI"), Map.entry("thcount", "THCNT"),
                    Map.entry("pgrp", "PGRP"), Map.entry("tname", "TTY"),
                    Map.entry("tty", "TTY"), Map.entry("tt", "TT"),
                    Map.entry("bsdstart", "START"), Map.entry("start_time", "START"),
                    Map.entry("lstart", "STARTED"), Map.entry("cputime", "TIME"),
                    Map.entry("etime", "ELAPSED"), Map.entry("etimes", "ELAPSED"),
                    Map.entry("uname", "USER"), Map.entry("session", "SESS"));

    @SuppressWarnings("ImmutableEnumChecker") // only functions without a state are given
    private final BiFunction<ProcessFacts, HostProcesses, String> value;

    ProcessColumn(BiFunction<ProcessFacts, HostProcesses, String> value) {
        this.value = value;
    }

    static Optional<ProcessColumn> named(String name) {
        return Optional.ofNullable(NAMES.get(name));
    }

    /// What ps(1) writes above the column of that name.
    static String title(String name) {
        return TITLES.getOrDefault(name, name.toUpperCase(Locale.ROOT));
    }

    String of(ProcessFacts process, HostProcesses host) {
        return value.apply(process, host);
    }

    private static String decimal(long perMille) {
        return perMille / 10 + "." + perMille % 10;
    }

    private static String clock(long seconds) {
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String elapsed(long seconds) {
        long days = seconds / 86_400;
        long hours = seconds / 3600 % 24;
        var rest = String.format(Locale.ROOT, "%02d:%02d", seconds / 60 % 60, seconds % 60);
        if (days > 0) return String.format(Locale.ROOT, "%d-%02d:%s", days, hours, rest);
        return hours > 0 ? String.format(Locale.ROOT, "%02d:%s", hours, rest) : rest;
    }
}
