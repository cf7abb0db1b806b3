package dev.caisson.net.nft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Some of what is in a table.
record Part(List<Chain> chains, List<NamedSet> sets, List<Rule> rules, List<Element> elements) {
    static final Part NOTHING = new Part(List.of(), List.of(), List.of(), List.of());

    Part {
        chains = List.copyOf(chains);
        sets = List.copyOf(sets);
        rules = List.copyOf(rules);
        elements = List.copyOf(elements);
    }

    /// All of several.
    static Part of(Collection<Part> parts) {
        var chains = new ArrayList<Chain>();
        var sets = new ArrayList<NamedSet>();
        var rules = new ArrayList<Rule>();
        var elements = new ArrayList<Element>();
        for (var part : parts) {
            chains.addAll(part.chains());
            sets.addAll(part.sets());
            rules.addAll(part.rules());
            elements.addAll(part.elements());
        }
        return new Part(chains, sets, rules, elements);
    }
}
