package dev.caisson.front.buildkit;

import dev.caisson.build.BuildEvent;

/// Where a rule of the linter is explained.
final class RuleAddress {
    private static final String RULES = "https://docs.docker.com/go/dockerfile/rule/";

    private RuleAddress() {}

    static String of(BuildEvent.Warned warned) {
        var rule = warned.rule();
        var address = new StringBuilder(RULES);
        for (int at = 0; at < rule.length(); at++) {
            char one = rule.charAt(at);
            boolean large = Character.isUpperCase(one);
            boolean next = at + 1 < rule.length() && Character.isLowerCase(rule.charAt(at + 1));
            boolean before = at > 0 && Character.isLowerCase(rule.charAt(at - 1));
            if (at > 0 && large && (next || before)) address.append('-');
            address.append(Character.toLowerCase(one));
        }
        return address.append('/').toString();
    }
}
