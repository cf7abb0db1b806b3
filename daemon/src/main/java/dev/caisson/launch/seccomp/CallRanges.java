package dev.caisson.launch.seccomp;

import dev.caisson.launch.seccomp.Decision.Always;
import dev.caisson.launch.seccomp.Decision.ByArguments;
import dev.caisson.launch.seccomp.Decision.Case;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// The function from a call's number to its decision, for everything a program with one
/// `AUDIT_ARCH_…` can ask: ranges of numbers in order, without gaps, from 0 to 2^32-1. Neighbours
/// with the same decision are one range.
///
/// Where rules contradict each other: a rule without conditions beats those with, the first of its
/// kind beats the later ones, and a rule that says what happens anyway counts as absent. This is
/// libseccomp's and runc's behaviour, on which existing profiles rely.
final class CallRanges {
    private static final long NUMBERS = 1L << 32;
    /// Set by a tracer to skip a call: not a call, but not a foreign one either.
    private static final long NO_CALL = NUMBERS - 1;

    private final NavigableMap<Long, Decision> starts = new TreeMap<>();

    private CallRanges(Action otherwise) {
        starts.put(0L, new Always(otherwise));
    }

    /// @param interfaces those allowed, all with the same `AUDIT_ARCH_…`
    static CallRanges of(Set<Abi> interfaces, Action otherwise, List<Rule> rules) {
        var ranges = new CallRanges(otherwise);
        if (interfaces.contains(Abi.X86_64) || interfaces.contains(Abi.X32))
            ranges.set(0, NO_CALL, new Always(Action.KILL_PROCESS));
        for (var abi : interfaces) ranges.add(abi, otherwise, rules);
        ranges.merge();
        return ranges;
    }

    /// First numbers of the ranges, with their decisions; the first is 0.
    NavigableMap<Long, Decision> starts() {
        return starts;
    }

    private void add(Abi abi, Action otherwise, List<Rule> rules) {
        long base = abi == Abi.X32 ? Abi.X32_BIT : 0;
        long end =
                switch (abi) {
                    case X86_64 -> Abi.X32_BIT;
                    case X32 -> NO_CALL;
                    case X86, AARCH64, ARM -> NO_CALL;
                };
        set(base, end, new Always(otherwise));
        var decisions = decisions(abi, otherwise, rules);
        if (!otherwise.isPermissive() && !decisions.isEmpty()) {
            long newest =
                    decisions.keySet().stream()
                            .filter(number -> abi != Abi.ARM || number < Abi.ARM_PRIVATE)
                            .mapToLong(Integer::longValue)
                            .max()
                            .orElse(-1);
            set(
                    base + newest + 1,
                    abi == Abi.ARM ? Abi.ARM_PRIVATE : end,
                    new Always(Action.NO_SUCH_CALL));
        }
        decisions.forEach((number, decision) -> set(base + number, base + number + 1, decision));
    }

    private static Map<Integer, Decision> decisions(Abi abi, Action otherwise, List<Rule> rules) {
        var unconditional = new HashMap<Integer, Action>();
        var cases = new HashMap<Integer, List<Case>>();
        var known = new HashSet<Integer>();
        for (var rule : rules) {
            for (var call : rule.calls()) {
                var found = abi.number(call);
                if (found.isEmpty()) continue;
                int number = found.getAsInt();
                known.add(number);
                if (rule.action().equals(otherwise)) continue;
                if (rule.conditions().isEmpty()) unconditional.putIfAbsent(number, rule.action());
                else
                    cases.computeIfAbsent(number, _ -> new ArrayList<>())
                            .add(
                                    new Case(
                                            rule.conditions().stream()
                                                    .map(each -> each.narrowed(abi.registerBits()))
                                                    .toList(),
                                            rule.action()));
            }
        }
        var decisions = new HashMap<Integer, Decision>();
        for (var number : known) {
            var always = unconditional.get(number);
            var byArguments = cases.get(number);
            if (always != null) decisions.put(number, new Always(always));
            else if (byArguments != null)
                decisions.put(number, new ByArguments(byArguments, otherwise));
            else decisions.put(number, new Always(otherwise));
        }
        return decisions;
    }

    /// Gives the numbers from `from` up to, without, `to` this decision.
    private void set(long from, long to, Decision decision) {
        if (from >= to) return;
        if (to < NUMBERS && !starts.containsKey(to)) starts.put(to, at(to));
        starts.subMap(from, true, to, false).clear();
        starts.put(from, decision);
    }

    private Decision at(long number) {
        return Objects.requireNonNull(starts.floorEntry(number)).getValue();
    }

    private void merge() {
        var previous = at(0);
        // Keys, not entries: those of a tree move when others are removed.
        for (long start : List.copyOf(starts.tailMap(0L, false).keySet())) {
            var decision = at(start);
            if (decision.equals(previous)) starts.remove(start);
            previous = decision;
        }
    }
}
