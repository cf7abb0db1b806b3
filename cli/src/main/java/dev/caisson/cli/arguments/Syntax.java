package dev.caisson.cli.arguments;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The flags and arguments a command accepts. Built once per process, for the command that was
/// named.
public final class Syntax {
    /// As many arguments as the user likes.
    public static final int ANY = Integer.MAX_VALUE;

    private final String usage;
    private final String description;
    private final int least;
    private final int most;
    private final List<Flag> flags = new ArrayList<>();
    private final Map<String, Flag> byName = new HashMap<>();
    private final Map<Character, Flag> byShorthand = new HashMap<>();
    private boolean interspersed = true;

    /// @param usage what follows the command's name in its usage line, `[OPTIONS] CONTAINER
    ///     [CONTAINER...]`
    /// @param least arguments that must be given
    /// @param most arguments that may be given, or [#ANY]
    public Syntax(String usage, String description, int least, int most) {
        this.usage = usage;
        this.description = description;
        this.least = least;
        this.most = most;
    }

    /// Ends the flags at the first argument: what follows belongs to the container's program.
    public Syntax flagsEndAtFirstArgument() {
        interspersed = false;
        return this;
    }

    public Syntax bool(String name, String description) {
        return add(new Flag(name, null, Flag.Kind.BOOL, description));
    }

    public Syntax bool(char shorthand, String name, String description) {
        return add(new Flag(name, shorthand, Flag.Kind.BOOL, description));
    }

    public Syntax string(String name, String description) {
        return add(new Flag(name, null, Flag.Kind.STRING, description));
    }

    public Syntax string(char shorthand, String name, String description) {
        return add(new Flag(name, shorthand, Flag.Kind.STRING, description));
    }

    public Syntax list(String name, String description) {
        return add(new Flag(name, null, Flag.Kind.LIST, description));
    }

    public Syntax list(char shorthand, String name, String description) {
        return add(new Flag(name, shorthand, Flag.Kind.LIST, description));
    }

    public Syntax integer(String name, String description) {
        return add(new Flag(name, null, Flag.Kind.INT, description));
    }

    public Syntax integer(char shorthand, String name, String description) {
        return add(new Flag(name, shorthand, Flag.Kind.INT, description));
    }

    public Syntax decimal(String name, String description) {
        return add(new Flag(name, null, Flag.Kind.DECIMAL, description));
    }

    private Syntax add(Flag flag) {
        if (byName.put(flag.name(), flag) != null) {
            throw new IllegalArgumentException("two flags --" + flag.name());
        }
        if (flag.shorthand() != null && byShorthand.put(flag.shorthand(), flag) != null) {
            throw new IllegalArgumentException("two flags -" + flag.shorthand());
        }
        flags.add(flag);
        return this;
    }

    public String usage() {
        return usage;
    }

    public String description() {
        return description;
    }

    /// In the order of declaration.
    public List<Flag> flags() {
        return List.copyOf(flags);
    }

    Optional<Flag> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Nullable Flag shorthand(char letter) {
        return byShorthand.get(letter);
    }

    boolean isInterspersed() {
        return interspersed;
    }

    int least() {
        return least;
    }

    int most() {
        return most;
    }

    /// Reads what the user gave.
    ///
    /// @throws UsageError when it does not fit, in the words of Docker's command line
    public Arguments parse(List<String> given) {
        return new ArgumentParser(this).parse(given);
    }
}
