package dev.caisson.cli.arguments;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads arguments by the rules of Go's pflag.
final class ArgumentParser {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private final Syntax syntax;
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<String> positional = new ArrayList<>();

    ArgumentParser(Syntax syntax) {
        this.syntax = syntax;
    }

    Arguments parse(List<String> given) {
        var rest = given.iterator();
        while (rest.hasNext()) {
            var argument = rest.next();
            if (argument.equals("--")) {
                rest.forEachRemaining(positional::add);
            } else if (argument.startsWith("--")) {
                longFlag(argument.substring(2), rest);
            } else if (argument.startsWith("-") && argument.length() > 1) {
                shorthands(argument.substring(1), rest);
            } else {
                positional.add(argument);
                if (!syntax.isInterspersed()) rest.forEachRemaining(positional::add);
            }
        }
        if (!values.containsKey("help")) checkCount();
        return new Arguments(values, positional);
    }

    private void longFlag(String argument, Iterator<String> rest) {
        int equals = argument.indexOf('=');
        var name = equals < 0 ? argument : argument.substring(0, equals);
        if (name.equals("help")) {
            values.put("help", List.of("true"));
            return;
        }
        var flag = syntax.named(name).orElseThrow(() -> new UsageError("unknown flag: --" + name));
        if (equals >= 0) {
            put(flag, argument.substring(equals + 1));
        } else if (flag.kind() == Flag.Kind.BOOL) {
            put(flag, "true");
        } else if (rest.hasNext()) {
            put(flag, rest.next());
        } else {
            throw new UsageError("flag needs an argument: --" + name);
        }
    }

    private void shorthands(String letters, Iterator<String> rest) {
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            var flag = syntax.shorthand(letter);
            if (flag == null) {
                throw new UsageError(
                        "unknown shorthand flag: '" + letter + "' in -" + letters.substring(i));
            }
            var tail = letters.substring(i + 1);
            if (tail.startsWith("=")) {
                put(flag, tail.substring(1));
                return;
            }
            if (flag.kind() == Flag.Kind.BOOL) {
                put(flag, "true");
                continue;
            }
            if (!tail.isEmpty()) put(flag, tail);
            else if (rest.hasNext()) put(flag, rest.next());
            else {
                throw new UsageError(
                        "flag needs an argument: '" + letter + "' in -" + letters.substring(i));
            }
            return;
        }
    }

    private void put(Flag flag, String value) {
        var checked = checked(flag, value);
        values.computeIfAbsent(flag.name(), _ -> new ArrayList<>()).add(checked);
    }

    private static String checked(Flag flag, String value) {
        switch (flag.kind()) {
            case BOOL -> {
                if (TRUE.contains(value)) return "true";
                if (FALSE.contains(value)) return "false";
                throw invalid(
                        flag,
                        value,
                        "strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
            }
            case INT -> {
                try {
                    return Long.toString(Long.parseLong(value));
                } catch (NumberFormatException _) {
                    throw invalid(
                            flag,
                            value,
                            "strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
                }
            }
            case DECIMAL -> {
                try {
                    return Double.toString(Double.parseDouble(value));
                } catch (NumberFormatException _) {
                    throw invalid(
                            flag,
                            value,
                            "strconv.ParseFloat: parsing \"" + value + "\": invalid syntax");
                }
            }
            case STRING, LIST -> {
                return value;
            }
        }
        throw new IllegalStateException("unreachable: " + flag);
    }

    private static UsageError invalid(Flag flag, String value, String why) {
        return new UsageError(
                "invalid argument \"" + value + "\" for \"" + flag.display() + "\" flag: " + why);
    }

    private void checkCount() {
        int count = positional.size();
        if (count >= syntax.least() && count <= syntax.most()) return;
        int wanted = count < syntax.least() ? syntax.least() : syntax.most();
        var bound =
                syntax.least() == syntax.most()
                        ? ""
                        : count < syntax.least() ? "at least " : "at most ";
        throw new UsageError(
                wanted == 0 && bound.isEmpty()
                        ? "accepts no arguments"
                        : "requires "
                                + bound
                                + wanted
                                + (wanted == 1 ? " argument" : " arguments"));
    }
}
