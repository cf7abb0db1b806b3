package dev.caisson.dockerfile;

import java.util.List;
import java.util.Set;

/// A word of an instruction as it is written, with its quotes, escapes and variables.
///
/// @param raw the text of the file
/// @param escape the Dockerfile's escape character, backslash or backtick
public record Word(String raw, char escape) {
    /// Puts the variables in, then takes quotes and escapes away.
    ///
    /// @throws dev.caisson.fault.InvalidInput `DOCKERFILE_EXPANSION` for a missing quote or brace,
    ///     an unknown modifier, or `${name:?message}` of a missing variable
    public String expand(Variables variables) {
        return new Expansion(raw, escape, variables).word();
    }

    /// As [#expand], but blanks that come from a variable outside of quotes divide the result.
    public List<String> expandToList(Variables variables) {
        return new Expansion(raw, escape, variables).words();
    }

    /// The names of the variables it takes, in their order, without those for which it says what
    /// holds when they are not set (`${a:-b}`).
    public Set<String> variables() {
        return Expansion.names(raw, escape);
    }

    /// Puts the variables into text in which quotes and escapes stay, as in a heredoc.
    public static String expandText(String text, char escape, Variables variables) {
        return new Expansion(text, escape, variables).text();
    }

    @Override
    public String toString() {
        return raw;
    }
}
