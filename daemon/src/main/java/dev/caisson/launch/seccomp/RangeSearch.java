package dev.caisson.launch.seccomp;

import dev.caisson.launch.seccomp.BpfWriter.Comparison;
import dev.caisson.launch.seccomp.Decision.Always;
import dev.caisson.launch.seccomp.Decision.ByArguments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Writes a binary search over ranges of numbers, the call's number being loaded: half of what is
/// left at each step, then the decision.
final class RangeSearch {
    private static final int ARGUMENTS = 16; // struct seccomp_data of include/uapi/linux/seccomp.h

    private final BpfWriter writer;
    private final List<Decision> decisions;
    private final List<Long> keys;
    private final Map<Decision, Integer> written = new HashMap<>();

    RangeSearch(BpfWriter writer, SortedMap<Long, Decision> starts) {
        this.writer = writer;
        keys = List.copyOf(starts.keySet());
        decisions = List.copyOf(starts.values());
    }

    int write() {
        return write(0, keys.size());
    }

    private int write(int from, int to) {
        if (to - from == 1) return decision(decisions.get(from));
        int middle = (from + to) >>> 1;
        int above = write(middle, to);
        int below = write(from, middle);
        return writer.branch(
                Comparison.GREATER_OR_EQUAL, (int) (long) keys.get(middle), above, below);
    }

    private int decision(Decision decision) {
        return switch (decision) {
            case Always(var action) -> writer.returns(action.returnValue());
            case ByArguments byArguments -> {
                var known = written.get(decision);
                if (known != null) yield known;
                int label = cases(byArguments);
                written.put(decision, label);
                yield label;
            }
        };
    }

    private int cases(ByArguments decision) {
        int otherwise = writer.returns(decision.otherwise().returnValue());
        for (var each : decision.cases().reversed()) {
            int met = writer.returns(each.action().returnValue());
            for (var condition : each.conditions().reversed())
                met = condition(condition, met, otherwise);
            otherwise = met;
        }
        return otherwise;
    }

    /// Compares both halves of an argument, the upper first.
    private int condition(Condition condition, int met, int unmet) {
        int low = ARGUMENTS + 8 * condition.argument();
        int high = low + 4;
        long operand = condition.operand();
        int lowOperand = (int) operand;
        int highOperand = (int) (operand >>> 32);
        return switch (condition.operator()) {
            case EQUAL -> equal(low, operand, met, unmet);
            case NOT_EQUAL -> equal(low, operand, unmet, met);
            case GREATER -> above(Comparison.GREATER, low, operand, met, unmet);
            case GREATER_OR_EQUAL -> above(Comparison.GREATER_OR_EQUAL, low, operand, met, unmet);
            case LESS -> above(Comparison.GREATER_OR_EQUAL, low, operand, unmet, met);
            case LESS_OR_EQUAL -> above(Comparison.GREATER, low, operand, unmet, met);
            case MASKED_EQUAL -> {
                int below = masked(low, lowOperand, (int) condition.expected(), met, unmet);
                yield masked(high, highOperand, (int) (condition.expected() >>> 32), below, unmet);
            }
        };
    }

    private int masked(int offset, int mask, int expected, int met, int unmet) {
        int compare = writer.branch(Comparison.EQUAL, expected, met, unmet);
        return writer.load(offset, writer.and(mask, compare));
    }

    private int equal(int low, long operand, int met, int unmet) {
        int lower = writer.load(low, writer.branch(Comparison.EQUAL, (int) operand, met, unmet));
        return writer.load(
                low + 4, writer.branch(Comparison.EQUAL, (int) (operand >>> 32), lower, unmet));
    }

    private int above(Comparison comparison, int low, long operand, int met, int unmet) {
        int highOperand = (int) (operand >>> 32);
        int lower = writer.load(low, writer.branch(comparison, (int) operand, met, unmet));
        int same = writer.branch(Comparison.EQUAL, highOperand, lower, unmet);
        return writer.load(low + 4, writer.branch(Comparison.GREATER, highOperand, met, same));
    }
}
