package dev.caisson.cli.template;

import dev.caisson.cli.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The functions a template can call.
final class Functions {
    private static final Pattern VERB = Pattern.compile("%[-+# 0]*\\d*(?:\\.\\d+)?([a-zA-Z%])");

    private Functions() {}

    static @Nullable Object call(String name, List<@Nullable Object> arguments) {
        return switch (name) {
            case "json" ->
                    new String(Json.write(argument(name, arguments, 0)), StandardCharsets.UTF_8);
            case "join" -> join(arguments);
            case "split" ->
                    List.of(
                            string(name, arguments, 0)
                                    .split(Pattern.quote(string(name, arguments, 1)), -1));
            case "lower" -> string(name, arguments, 0).toLowerCase(Locale.ROOT);
            case "upper" -> string(name, arguments, 0).toUpperCase(Locale.ROOT);
            case "title" -> title(string(name, arguments, 0));
            case "pad" -> pad(arguments);
            case "truncate" -> truncate(arguments);
            case "println" -> join(arguments, " ") + "\n";
            case "print" -> join(arguments, "");
            case "printf" -> printf(arguments);
            case "len" -> length(argument(name, arguments, 0));
            case "index" -> index(arguments);
            case "not" -> !truth(argument(name, arguments, 0));
            case "eq" -> equal(arguments);
            case "ne" -> !equal(arguments);
            case "lt" -> compare(name, arguments) < 0;
            case "le" -> compare(name, arguments) <= 0;
            case "gt" -> compare(name, arguments) > 0;
            case "ge" -> compare(name, arguments) >= 0;
            default -> throw new TemplateError("function \"" + name + "\" not defined");
        };
    }

    /// How a value is printed: as Go's fmt prints it with %v.
    static String text(@Nullable Object value) {
        if (value == null) return "<no value>";
        if (value instanceof Double number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        if (value instanceof List<?> list) {
            var parts = new ArrayList<String>();
            for (var member : list) parts.add(text(member));
            return "[" + String.join(" ", parts) + "]";
        }
        if (value instanceof Map<?, ?>) {
            var parts = new ArrayList<String>();
            Json.object(value).entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(member -> parts.add(member.getKey() + ":" + text(member.getValue())));
            return "map[" + String.join(" ", parts) + "]";
        }
        return value.toString();
    }

    /// What counts as true: anything but false, 0, null and the empty.
    static boolean truth(@Nullable Object value) {
        if (value == null) return false;
        if (value instanceof Boolean flag) return flag;
        if (value instanceof Number number) return number.doubleValue() != 0;
        if (value instanceof String text) return !text.isEmpty();
        if (value instanceof List<?> list) return !list.isEmpty();
        if (value instanceof Map<?, ?> map) return !map.isEmpty();
        return true;
    }

    private static @Nullable Object argument(
            String name, List<@Nullable Object> arguments, int index) {
        if (index < arguments.size()) return arguments.get(index);
        throw new TemplateError("wrong number of args for " + name + ": got " + arguments.size());
    }

    private static String string(String name, List<@Nullable Object> arguments, int index) {
        var value = argument(name, arguments, index);
        return value == null ? "" : text(value);
    }

    private static long whole(String name, List<@Nullable Object> arguments, int index) {
        if (argument(name, arguments, index) instanceof Number number) return number.longValue();
        throw new TemplateError(name + ": a number is needed");
    }

    private static String join(List<@Nullable Object> arguments) {
        return join(Json.list(argument("join", arguments, 0)), string("join", arguments, 1));
    }

    private static String join(List<@Nullable Object> values, String separator) {
        var parts = new ArrayList<String>();
        for (var value : values) parts.add(text(value));
        return String.join(separator, parts);
    }

    private static String title(String text) {
        return text.isEmpty() ? text : Character.toTitleCase(text.charAt(0)) + text.substring(1);
    }

    private static String pad(List<@Nullable Object> arguments) {
        var text = string("pad", arguments, 0);
        if (text.isEmpty()) return text;
        return " ".repeat((int) whole("pad", arguments, 1))
                + text
                + " ".repeat((int) whole("pad", arguments, 2));
    }

    private static String truncate(List<@Nullable Object> arguments) {
        var text = string("truncate", arguments, 0);
        int length = (int) whole("truncate", arguments, 1);
        return text.length() < length ? text : text.substring(0, length);
    }

    private static String printf(List<@Nullable Object> arguments) {
        var format = string("printf", arguments, 0);
        var matcher = VERB.matcher(format);
        var out = new StringBuilder();
        int next = 1;
        while (matcher.find()) {
            var verb = matcher.group(1);
            String piece;
            if (verb.equals("%")) {
                piece = "%";
            } else {
                var value = argument("printf", arguments, next++);
                var java = matcher.group().substring(0, matcher.group().length() - 1);
                piece =
                        switch (verb) {
                            case "d", "x", "X", "o" ->
                                    String.format(Locale.ROOT, java + verb, value);
                            case "f" ->
                                    String.format(
                                            Locale.ROOT,
                                            java + "f",
                                            ((Number) Objects.requireNonNull(value)).doubleValue());
                            case "q" -> '"' + text(value) + '"';
                            default -> String.format(Locale.ROOT, java + "s", text(value));
                        };
            }
            matcher.appendReplacement(out, java.util.regex.Matcher.quoteReplacement(piece));
        }
        return matcher.appendTail(out).toString();
    }

    private static long length(@Nullable Object value) {
        if (value instanceof String text) return text.length();
        if (value instanceof Map<?, ?> map) return map.size();
        return Json.list(value).size();
    }

    private static @Nullable Object index(List<@Nullable Object> arguments) {
        var value = argument("index", arguments, 0);
        for (int i = 1; i < arguments.size(); i++) {
            var key = arguments.get(i);
            if (value instanceof Map<?, ?>) {
                value = Json.object(value).get(String.valueOf(key));
            } else if (value instanceof List<?> list && key instanceof Number number) {
                long position = number.longValue();
                if (position < 0 || position >= list.size()) {
                    throw new TemplateError("error calling index: index out of range: " + position);
                }
                value = list.get((int) position);
            } else {
                throw new TemplateError("error calling index: index of untyped nil");
            }
        }
        return value;
    }

    private static boolean equal(List<@Nullable Object> arguments) {
        var first = argument("eq", arguments, 0);
        for (int i = 1; i < arguments.size(); i++) {
            var other = arguments.get(i);
            if (first instanceof Number left && other instanceof Number right) {
                if (left.doubleValue() == right.doubleValue()) return true;
            } else if (Objects.equals(first, other)) {
                return true;
            }
        }
        return false;
    }

    private static int compare(String name, List<@Nullable Object> arguments) {
        var left = argument(name, arguments, 0);
        var right = argument(name, arguments, 1);
        if (left instanceof Number a && right instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        return text(left).compareTo(text(right));
    }
}
