package dev.caisson.dockerfile;

/// What is allowed but unwise.
///
/// @param message one line, with the names it is about
public record Warning(LintRule rule, String message, Location location) {
    /// As it is shown: `Dockerfile:3: MaintainerDeprecated: …`.
    @Override
    public String toString() {
        return location + ": " + rule.title() + ": " + message;
    }
}
