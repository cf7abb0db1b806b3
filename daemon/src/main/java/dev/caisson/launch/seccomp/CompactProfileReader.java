package dev.caisson.launch.seccomp;

import dev.caisson.launch.seccomp.Condition.Operator;
import dev.caisson.launch.seccomp.Guard.Facts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a profile in the engine's own notation, which the head of `default.profile` explains. The
/// resource is ours: an error in it is a bug, not bad input.
final class CompactProfileReader {
    private static final int SPEC_ALLOW = 1 << 2; // include/uapi/linux/seccomp.h
    private static final Pattern COMPARISON =
            Pattern.compile("arg([0-5])(?:([<=>])|&(0x[0-9a-f]+)=)(0x[0-9a-f]+|[0-9]+)");

    private CompactProfileReader() {}

    static SeccompProfile read(String resource) {
        var otherwise = Action.KILL_PROCESS;
        var interfaces = EnumSet.noneOf(Abi.class);
        var rules = new ArrayList<Rule>();
        @Nullable String head = null;
        var calls = new ArrayList<String>();
        for (var line : SyscallNumbers.lines(resource)) {
            if (line.startsWith(" ")) {
                calls.addAll(Arrays.asList(line.strip().split(" ")));
                continue;
            }
            if (head != null) rules.add(rule(head, calls));
            calls.clear();
            head = null;
            var words = List.of(line.split(" "));
            switch (words.getFirst()) {
                case "otherwise" -> otherwise = action(words.subList(1, words.size()));
                case "architectures" -> {
                    for (var word : words.subList(1, words.size())) {
                        for (var name : word.split("\\+")) interfaces.add(Abi.ofColumn(name));
                    }
                }
                default -> head = line;
            }
        }
        if (head != null) rules.add(rule(head, calls));
        return new SeccompProfile("default", otherwise, SPEC_ALLOW, interfaces, rules);
    }

    private static Rule rule(String head, List<String> calls) {
        var words = List.of(head.split(" "));
        var architectures = new ArrayList<String>();
        var with = new ArrayList<String>();
        var without = new ArrayList<String>();
        @Nullable KernelVersion kernel = null;
        var conditions = new ArrayList<Condition>();
        for (var word : words) {
            var comparison = COMPARISON.matcher(word);
            if (comparison.matches()) conditions.add(condition(comparison.toMatchResult()));
            else if (word.startsWith("arch:")) architectures.addAll(list(word, "arch:", ""));
            else if (word.startsWith("cap:")) with.addAll(list(word, "cap:", "CAP_"));
            else if (word.startsWith("!cap:")) without.addAll(list(word, "!cap:", "CAP_"));
            else if (word.startsWith("kernel>="))
                kernel = KernelVersion.parse(word.substring("kernel>=".length()));
        }
        return new Rule(
                calls,
                action(words),
                conditions,
                new Guard(
                        new Facts(architectures, with, kernel),
                        new Facts(List.of(), without, null)));
    }

    private static Action action(List<String> words) {
        return switch (words.getFirst()) {
            case "allow" -> Action.ALLOW;
            case "errno" -> Action.errno(Long.parseLong(words.get(1)));
            default -> throw new IllegalArgumentException("no action " + words);
        };
    }

    private static Condition condition(MatchResult match) {
        int argument = Integer.parseInt(match.group(1));
        long value = Long.decode(match.group(4));
        if (match.group(2) == null)
            return new Condition(
                    argument, Operator.MASKED_EQUAL, Long.decode(match.group(3)), value);
        var operator =
                switch (match.group(2)) {
                    case "<" -> Operator.LESS;
                    case ">" -> Operator.GREATER;
                    default -> Operator.EQUAL;
                };
        return new Condition(argument, operator, value, 0);
    }

    private static List<String> list(String word, String key, String prefix) {
        return Arrays.stream(word.substring(key.length()).split(","))
                .map(name -> prefix + name)
                .toList();
    }
}
