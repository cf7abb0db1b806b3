package dev.caisson.cli.arguments;

import org.jspecify.annotations.Nullable;

/// One flag of a command.
///
/// @param name long name without dashes
/// @param shorthand one letter, or null
/// @param kind what value it takes
/// @param description for the help
public record Flag(String name, @Nullable Character shorthand, Kind kind, String description) {
    /// What value a flag takes.
    public enum Kind {
        /// `--rm`, `--rm=false`; never takes the next argument.
        BOOL,
        /// The last one given counts.
        STRING,
        /// Every one given counts, in order.
        LIST,
        /// A whole number; the last one given counts.
        INT,
        /// A decimal number; the last one given counts.
        DECIMAL
    }

    /// How the flag is named in messages.
    String display() {
        return shorthand == null ? "--" + name : "-" + shorthand + ", --" + name;
    }
}
