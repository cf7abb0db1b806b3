package dev.caisson.launch.seccomp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a profile says about one call, found by going through its rules: slow and plain, to
/// compare compiled programs with.
final class PlainEvaluation {
    private final SeccompProfile profile;
    private final Environment environment;
    private final List<Rule> rules;
    private final Map<Abi, Map<Integer, List<Rule>>> rulesByNumber = new HashMap<>();

    PlainEvaluation(SeccompProfile profile, Environment environment) {
        this.profile = profile;
        this.environment = environment;
        rules = profile.rules().stream().filter(rule -> rule.guard().holds(environment)).toList();
    }

    Action decide(int architecture, int number, long[] arguments) {
        var abi = abi(architecture, number);
        if (abi == null) return Action.KILL_PROCESS;
        if (number == -1) return profile.otherwise();
        int plain = abi == Abi.X32 ? number & ~Abi.X32_BIT : number;
        if (abi == Abi.X86_64 && Integer.compareUnsigned(number, Abi.X32_BIT) >= 0)
            return Action.KILL_PROCESS;
        var byNumber = rulesByNumber.computeIfAbsent(abi, this::index);
        var about = byNumber.getOrDefault(plain, List.of());
        if (about.isEmpty() && isTooNew(abi, byNumber.keySet(), plain)) return Action.NO_SUCH_CALL;
        for (var rule : about) {
            if (rule.conditions().isEmpty() && !rule.action().equals(profile.otherwise()))
                return rule.action();
        }
        for (var rule : about) {
            if (rule.action().equals(profile.otherwise())) continue;
            if (rule.conditions().stream().allMatch(each -> holds(each, abi, arguments)))
                return rule.action();
        }
        return profile.otherwise();
    }

    private @Nullable Abi abi(int architecture, int number) {
        var host = environment.host();
        Set<Abi> allowed = profile.interfaces();
        if (architecture == host.auditArch()) {
            boolean x32 = host == Abi.X86_64 && number != -1 && (number & 0xC000_0000) != 0;
            return x32 && allowed.contains(Abi.X32) ? Abi.X32 : host;
        }
        for (var abi : List.of(Abi.X86, Abi.ARM)) {
            if (abi.auditArch() == architecture && abi.host() == host && allowed.contains(abi))
                return abi;
        }
        return null;
    }

    private Map<Integer, List<Rule>> index(Abi abi) {
        var index = new HashMap<Integer, List<Rule>>();
        for (var rule : rules) {
            for (var call : rule.calls()) {
                var number = SyscallNumbers.all(abi).get(call);
                if (number != null) index.computeIfAbsent(number, _ -> new ArrayList<>()).add(rule);
            }
        }
        return index;
    }

    private boolean isTooNew(Abi abi, Set<Integer> known, int number) {
        if (profile.otherwise().isPermissive() || known.isEmpty()) return false;
        if (abi == Abi.ARM && Integer.compareUnsigned(number, Abi.ARM_PRIVATE) >= 0) return false;
        return known.stream()
                .filter(each -> abi != Abi.ARM || each < Abi.ARM_PRIVATE)
                .allMatch(each -> Integer.compareUnsigned(number, each) > 0);
    }

    private static boolean holds(Condition condition, Abi abi, long[] arguments) {
        long mask = abi.registerBits() == 64 ? -1 : 0xFFFF_FFFFL;
        long argument = arguments[condition.argument()];
        long operand = condition.operand() & mask;
        int order = Long.compareUnsigned(argument, operand);
        return switch (condition.operator()) {
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case LESS_OR_EQUAL -> order <= 0;
            case EQUAL -> order == 0;
            case GREATER_OR_EQUAL -> order >= 0;
            case GREATER -> order > 0;
            case MASKED_EQUAL -> (argument & operand) == (condition.expected() & mask);
        };
    }
}
