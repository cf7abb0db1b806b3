package dev.caisson.dockerfile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The `--name=value` at the beginning of an instruction. Asking for a flag makes it known;
/// [#refuseUnknown] then tells of the others.
final class Flags {
    private final LogicalLine line;
    private final char escape;
    private final List<Flag> flags = new ArrayList<>();
    private final Set<String> known = new TreeSet<>();
    private int end;

    /// @param value null without `=`
    record Flag(String name, @Nullable String given, String written, int from, int to) {
        String value() {
            return given == null ? "" : given;
        }
    }

    private Flags(LogicalLine line, char escape) {
        this.line = line;
        this.escape = escape;
    }

    /// @param from offset behind the keyword
    static Flags of(LogicalLine line, int from, char escape) {
        var flags = new Flags(line, escape);
        flags.read(from);
        return flags;
    }

    /// Where the arguments begin.
    int end() {
        return end;
    }

    /// What has been asked for.
    Set<String> known() {
        return Set.copyOf(known);
    }

    List<String> written() {
        return flags.stream().map(Flag::written).toList();
    }

    private void read(int from) {
        var text = line.text();
        int at = from;
        while (true) {
            while (at < text.length() && Words.isBlank(text.charAt(at))) at++;
            end = at;
            if (!text.startsWith("--", at)) return;
            int begin = at;
            var bare = new StringBuilder();
            char quote = 0;
            while (at < text.length() && (quote != 0 || !Words.isBlank(text.charAt(at)))) {
                char c = text.charAt(at++);
                if (c == escape && at < text.length()) bare.append(text.charAt(at++));
                else if (quote == 0 && (c == '"' || c == '\'')) quote = c;
                else if (c == quote) quote = 0;
                else bare.append(c);
            }
            if (bare.toString().equals("--")) {
                while (at < text.length() && Words.isBlank(text.charAt(at))) at++;
                end = at;
                return;
            }
            var flag = bare.substring(2);
            int equals = flag.indexOf('=');
            flags.add(
                    new Flag(
                            equals < 0 ? flag : flag.substring(0, equals),
                            equals < 0 ? null : flag.substring(equals + 1),
                            text.substring(begin, at),
                            begin,
                            at));
        }
    }

    /// @return null when it is not given
    @Nullable Flag only(String name) {
        var all = all(name);
        if (all.size() > 1) {
            var second = all.get(1);
            throw line.error(second.from(), second.to(), "Duplicate flag specified: " + name);
        }
        return all.isEmpty() ? null : all.getFirst();
    }

    /// All of a flag that may be given several times; each has a value.
    List<Flag> all(String name) {
        known.add(name);
        var all = flags.stream().filter(flag -> flag.name().equals(name)).toList();
        for (var flag : all) {
            if (flag.given() == null) {
                throw line.error(flag.from(), flag.to(), "Missing a value on flag: " + name);
            }
        }
        return all;
    }

    @Nullable Word word(String name) {
        var flag = only(name);
        return flag == null ? null : new Word(flag.value(), escape);
    }

    List<Word> words(String name) {
        return all(name).stream().map(flag -> new Word(flag.value(), escape)).toList();
    }

    /// `--link` or `--link=true`; null when it is not given.
    @Nullable Boolean bool(String name) {
        known.add(name);
        var all = flags.stream().filter(flag -> flag.name().equals(name)).toList();
        if (all.isEmpty()) return null;
        if (all.size() > 1) {
            throw line.error(
                    all.get(1).from(), all.get(1).to(), "Duplicate flag specified: " + name);
        }
        var flag = all.getFirst();
        if (flag.given() == null) return true;
        return switch (flag.value().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw line.error(
                            flag.from(),
                            flag.to(),
                            "Expecting boolean value for flag " + name + ", not: " + flag.value());
        };
    }

    @Nullable String oneOf(String name, Set<String> values) {
        var flag = only(name);
        if (flag == null) return null;
        if (!values.contains(flag.value())) {
            throw line.error(
                    flag.from(),
                    flag.to(),
                    "invalid value \""
                            + flag.value()
                            + "\" of --"
                            + name
                            + ": "
                            + String.join(", ", new TreeSet<>(values))
                            + " are known");
        }
        return flag.value();
    }

    void refuseUnknown(String keyword) {
        var names = new HashSet<>(known);
        for (var flag : flags) {
            if (!names.contains(flag.name())) {
                throw line.error(
                        flag.from(),
                        flag.to(),
                        "unknown flag: --"
                                + flag.name()
                                + Nearest.hint(flag.name(), known)
                                + (known.isEmpty() ? ": " + keyword + " takes none" : ""));
            }
        }
    }
}
