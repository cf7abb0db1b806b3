package dev.caisson.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What is the same for all processes of the host: names of users, how long it is up, its memory.
///
/// @param upSeconds since it was started
record HostProcesses(
        Map<Integer, String> users, Map<Integer, String> groups, long upSeconds, long kibibytes) {
    static HostProcesses read() {
        return new HostProcesses(
                names("passwd"),
                names("group"),
                (long) Double.parseDouble(text("/proc/uptime", "0").split(" ")[0]),
                text("/proc/meminfo", "")
                        .lines()
                        .filter(line -> line.startsWith("MemTotal:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .findFirst()
                        .orElse(1));
    }

    String user(int uid) {
        return users.getOrDefault(uid, Integer.toString(uid));
    }

    String group(int gid) {
        return groups.getOrDefault(gid, Integer.toString(gid));
    }

    /// Seconds a process has run.
    long age(ProcessFacts process) {
        return Math.max(0, upSeconds - process.startSeconds());
    }

    /// The time of the day, or the day when it was another.
    String started(ProcessFacts process) {
        var moment = moment(process);
        var pattern =
                moment.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()))
                        ? "HH:mm"
                        : "MMMdd";
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(moment);
    }

    String startedLong(ProcessFacts process) {
        return DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                .format(moment(process));
    }

    private ZonedDateTime moment(ProcessFacts process) {
        return Instant.now().minusSeconds(age(process)).atZone(ZoneId.systemDefault());
    }

    private static Map<Integer, String> names(String file) {
        var names = new HashMap<Integer, String>();
        for (var line : text("/etc/" + file, "").lines().toList()) {
            var fields = line.split(":", -1);
            if (fields.length < 3 || !fields[2].matches("[0-9]{1,9}")) continue;
            names.putIfAbsent(Integer.parseInt(fields[2]), fields[0]);
        }
        return names;
    }

    private static String text(String file, String unreadable) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (IOException absent) {
            return unreadable;
        }
    }
}
