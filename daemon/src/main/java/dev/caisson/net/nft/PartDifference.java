package dev.caisson.net.nft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What has to be taken from one [Part] of a table, and put there, to make another of it.
///
/// A chain whose rules differ is emptied and filled anew, which the kernel does in one step: rules
/// have no names by which one of them could be changed. Sets are changed element by element.
///
/// @param gone what is not there any more; of `rules`, nothing
/// @param emptied chains that lose their rules, those that are gone among them
/// @param come what is new, with all rules of new and of emptied chains
record PartDifference(Part gone, List<String> emptied, Part come) {
    PartDifference {
        emptied = List.copyOf(emptied);
    }

    static PartDifference between(Part before, Part after) {
        var rulesBefore = byChain(before);
        var rulesAfter = byChain(after);
        var chainsGone = without(before.chains(), after.chains());
        var chainsCome = without(after.chains(), before.chains());
        var emptied = new LinkedHashSet<String>();
        for (var chain : before.chains()) {
            var now = rulesAfter.getOrDefault(chain.name(), List.of());
            var then = rulesBefore.getOrDefault(chain.name(), List.of());
            if (chainsGone.contains(chain) || !words(now).equals(words(then))) {
                emptied.add(chain.name());
            }
        }
        var filled = new LinkedHashSet<>(emptied);
        chainsCome.forEach(chain -> filled.add(chain.name()));
        var rules = after.rules().stream().filter(rule -> filled.contains(rule.chain())).toList();
        var gone =
                new Part(
                        List.copyOf(chainsGone),
                        List.copyOf(without(before.sets(), after.sets())),
                        List.of(),
                        List.copyOf(without(before.elements(), after.elements())));
        var come =
                new Part(
                        List.copyOf(chainsCome),
                        List.copyOf(without(after.sets(), before.sets())),
                        rules,
                        List.copyOf(without(after.elements(), before.elements())));
        return new PartDifference(gone, List.copyOf(emptied), come);
    }

    boolean isNothing() {
        return gone.equals(Part.NOTHING) && emptied.isEmpty() && come.equals(Part.NOTHING);
    }

    private static <T> Set<T> without(List<T> all, List<T> others) {
        var left = new LinkedHashSet<>(all);
        others.forEach(left::remove);
        return left;
    }

    private static Map<String, List<Rule>> byChain(Part part) {
        var chains = new LinkedHashMap<String, List<Rule>>();
        for (var rule : part.rules()) {
            chains.computeIfAbsent(rule.chain(), _ -> new ArrayList<>()).add(rule);
        }
        return chains;
    }

    private static List<String> words(List<Rule> rules) {
        return rules.stream().map(Rule::words).toList();
    }
}
