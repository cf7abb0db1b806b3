package dev.caisson.launch.seccomp;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.launch.seccomp.Condition.Operator;
import dev.caisson.launch.seccomp.Guard.Facts;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a profile in Docker's JSON format: the runtime-spec's, and beside it `archMap`, and
/// `includes` and `excludes` of a rule. Unknown members are skipped, as Docker does; a known one
/// with a wrong type or value is refused, with its place.
final class JsonProfileReader {
    private static final int LONGEST = 1 << 20;
    private static final int MOST_CONDITIONS = 4096;
    private static final int EPERM = 1;
    private static final BigInteger LAST_ARGUMENT = BigInteger.valueOf(5);
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private static final Map<String, Integer> FLAGS =
            Map.of(
                    "SECCOMP_FILTER_FLAG_TSYNC", 1,
                    "SECCOMP_FILTER_FLAG_LOG", 1 << 1,
                    "SECCOMP_FILTER_FLAG_SPEC_ALLOW", 1 << 2);
    private static final int SPEC_ALLOW = 1 << 2;

    private static final Map<String, Operator> OPERATORS =
            Map.of(
                    "SCMP_CMP_NE", Operator.NOT_EQUAL,
                    "SCMP_CMP_LT", Operator.LESS,
                    "SCMP_CMP_LE", Operator.LESS_OR_EQUAL,
                    "SCMP_CMP_EQ", Operator.EQUAL,
                    "SCMP_CMP_GE", Operator.GREATER_OR_EQUAL,
                    "SCMP_CMP_GT", Operator.GREATER,
                    "SCMP_CMP_MASKED_EQ", Operator.MASKED_EQUAL);

    private int conditions;

    SeccompProfile read(String json) {
        if (json.length() > LONGEST) throw bad("longer than " + LONGEST + " characters");
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new InvalidInput(
                    e,
                    FaultCode.SECCOMP_PROFILE_INVALID,
                    "invalid JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) throw bad("a JSON object is needed");
        if (!text(root, "listenerPath", "").isEmpty())
            throw bad("listenerPath is not supported: no notifications");
        var otherwise =
                action(root, "defaultAction", number(root, "defaultErrnoRet"), "defaultAction");
        var rules = new ArrayList<Rule>();
        int index = 0;
        for (var rule : array(root, "syscalls")) addRules(rule, "syscalls[" + index++ + "]", rules);
        return new SeccompProfile(hash(json), otherwise, flags(root), interfaces(root), rules);
    }

    private static int flags(JsonNode root) {
        var names = texts(root, "flags");
        // Without this flag a filter costs every thread the mitigations of speculative stores.
        if (names.isEmpty()) return SPEC_ALLOW;
        int flags = 0;
        for (var name : names) {
            var flag = FLAGS.get(name);
            if (flag == null) throw bad("flag " + name + " is not supported");
            flags |= flag;
        }
        return flags;
    }

    private static Set<Abi> interfaces(JsonNode root) {
        var plain = texts(root, "architectures");
        var maps = array(root, "archMap");
        if (!plain.isEmpty() && !maps.isEmpty())
            throw bad(
                    "both 'architectures' and 'archMap' are specified in the seccomp profile, use"
                            + " either 'architectures' or 'archMap'");
        var all = EnumSet.noneOf(Abi.class);
        plain.forEach(name -> addInterface(name, all));
        for (var map : maps) {
            var host = EnumSet.noneOf(Abi.class);
            addInterface(text(map, "architecture", ""), host);
            var others = EnumSet.noneOf(Abi.class);
            texts(map, "subArchitectures").forEach(name -> addInterface(name, others));
            // What another machine's programs may use says nothing about ours.
            others.removeIf(abi -> !host.contains(abi.host()));
            all.addAll(host);
            all.addAll(others);
        }
        return all;
    }

    private static void addInterface(String name, Set<Abi> all) {
        if (!name.startsWith("SCMP_ARCH_")) throw bad("unknown architecture " + quoted(name));
        Abi.of(name).ifPresent(all::add);
    }

    private void addRules(JsonNode node, String place, List<Rule> rules) {
        if (!node.isObject()) throw bad(place + " is not an object");
        var names = new ArrayList<>(texts(node, "names"));
        var name = text(node, "name", "");
        if (!name.isEmpty() && !names.isEmpty())
            throw bad(
                    "both 'name' and 'names' are specified in the seccomp profile, use either"
                            + " 'name' or 'names'");
        if (!name.isEmpty()) names.add(name);
        var action = action(node, "action", number(node, "errnoRet"), place + ".action");
        var guard = new Guard(facts(node, "includes", place), facts(node, "excludes", place));
        var conditionsOfRule = conditions(node, place);
        var arguments = new HashSet<Integer>();
        boolean repeated =
                conditionsOfRule.stream().anyMatch(each -> !arguments.add(each.argument()));
        if (!repeated) {
            rules.add(new Rule(names, action, conditionsOfRule, guard));
            return;
        }
        // Docker's oldest behaviour: with one argument twice, one condition is enough.
        for (var condition : conditionsOfRule)
            rules.add(new Rule(names, action, List.of(condition), guard));
    }

    private List<Condition> conditions(JsonNode rule, String place) {
        var all = new ArrayList<Condition>();
        int index = 0;
        for (var node : array(rule, "args")) {
            var at = place + ".args[" + index++ + "]";
            if (++conditions > MOST_CONDITIONS) throw bad("more than 4096 conditions");
            var argument = number(node, "index");
            if (argument == null || argument.signum() < 0 || argument.compareTo(LAST_ARGUMENT) > 0)
                throw bad(at + ".index: an argument index is 0 to 5");
            var operator = OPERATORS.get(text(node, "op", ""));
            if (operator == null) throw bad(at + ".op: unknown " + quoted(text(node, "op", "")));
            all.add(
                    new Condition(
                            argument.intValueExact(),
                            operator,
                            unsigned(node, "value", at),
                            operator == Operator.MASKED_EQUAL
                                    ? unsigned(node, "valueTwo", at)
                                    : 0));
        }
        return all;
    }

    private static Facts facts(JsonNode rule, String member, String place) {
        var node = rule.get(member);
        if (node == null || node.isNull()) return Facts.NONE;
        if (!node.isObject()) throw bad(place + "." + member + " is not an object");
        var kernel = text(node, "minKernel", "");
        try {
            return new Facts(
                    texts(node, "arches"),
                    texts(node, "caps"),
                    kernel.isEmpty() ? null : KernelVersion.parse(kernel));
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(
                    e, FaultCode.SECCOMP_PROFILE_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static Action action(
            JsonNode node, String member, @Nullable BigInteger data, String place) {
        var name = text(node, member, "");
        long number = data == null ? EPERM : data.bitLength() > 31 ? -1 : data.longValue();
        try {
            return switch (name) {
                case "SCMP_ACT_ALLOW" -> Action.ALLOW;
                case "SCMP_ACT_ERRNO" -> Action.errno(number);
                case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD" -> Action.KILL_THREAD;
                case "SCMP_ACT_KILL_PROCESS" -> Action.KILL_PROCESS;
                case "SCMP_ACT_TRAP" -> Action.TRAP;
                case "SCMP_ACT_LOG" -> Action.LOG;
                case "SCMP_ACT_TRACE" -> Action.trace(number);
                case "SCMP_ACT_NOTIFY" ->
                        throw bad(place + ": SCMP_ACT_NOTIFY is not supported: nobody listens");
                default -> throw bad(place + ": unknown action " + quoted(name));
            };
        } catch (IllegalArgumentException e) {
            throw new InvalidInput(
                    e, FaultCode.SECCOMP_PROFILE_INVALID, place + ": " + e.getMessage());
        }
    }

    private static List<JsonNode> array(JsonNode node, String member) {
        var value = node.get(member);
        if (value == null || value.isNull()) return List.of();
        if (!value.isArray()) throw bad(member + " is not an array");
        return List.copyOf(value.values());
    }

    private static List<String> texts(JsonNode node, String member) {
        var texts = new ArrayList<String>();
        for (var value : array(node, member)) {
            if (!value.isString()) throw bad(member + " holds something that is not a string");
            texts.add(value.stringValue());
        }
        return texts;
    }

    private static String text(JsonNode node, String member, String absent) {
        var value = node.get(member);
        if (value == null || value.isNull()) return absent;
        if (!value.isString()) throw bad(member + " is not a string");
        return value.stringValue();
    }

    private static @Nullable BigInteger number(JsonNode node, String member) {
        var value = node.get(member);
        if (value == null || value.isNull()) return null;
        if (!value.isIntegralNumber()) throw bad(member + " is not a whole number");
        return value.bigIntegerValue();
    }

    private static long unsigned(JsonNode node, String member, String place) {
        var value = number(node, member);
        if (value == null) return 0;
        if (value.signum() < 0 || value.compareTo(TWO_TO_64) >= 0)
            throw bad(place + "." + member + " is not in 0 to 2^64-1");
        return value.longValue();
    }

    private static String hash(String json) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(json.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + '"';
    }

    private static InvalidInput bad(String why) {
        return new InvalidInput(FaultCode.SECCOMP_PROFILE_INVALID, why);
    }
}
