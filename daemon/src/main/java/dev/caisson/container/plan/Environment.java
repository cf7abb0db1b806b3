package dev.caisson.container.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The environment of a process: the engine's defaults, then what was asked for.
public final class Environment {
    /// Source: moby pkg/system, DefaultPathEnvUnix
    public static final String PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private Environment() {}

    /// @param asked `NAME=value`; `NAME` alone takes the default away
    /// @param hostname null to leave HOSTNAME out
    /// @param home of the user, set when nothing else sets HOME
    public static List<String> of(
            List<String> asked, @Nullable String hostname, boolean tty, String home) {
        var variables = new LinkedHashMap<String, String>();
        variables.put("PATH", PATH);
        if (hostname != null) variables.put("HOSTNAME", hostname);
        if (tty) variables.put("TERM", "xterm");
        merge(variables, asked);
        if (variables.getOrDefault("HOME", "").isEmpty()) variables.put("HOME", home);
        return list(variables);
    }

    /// `base` with the variables of `changes` set or taken away.
    public static List<String> with(List<String> base, List<String> changes) {
        var variables = new LinkedHashMap<String, String>();
        merge(variables, base);
        merge(variables, changes);
        return list(variables);
    }

    /// The part before the first `=`.
    public static String name(String entry) {
        int equals = entry.indexOf('=');
        return equals < 0 ? entry : entry.substring(0, equals);
    }

    private static void merge(Map<String, String> variables, List<String> entries) {
        for (var entry : entries) {
            int equals = entry.indexOf('=');
            if (equals < 0) variables.remove(entry);
            else variables.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
    }

    private static List<String> list(Map<String, String> variables) {
        var list = new ArrayList<String>(variables.size());
        variables.forEach((name, value) -> list.add(name + "=" + value));
        return List.copyOf(list);
    }
}
