package dev.caisson.launch.seccomp;

import java.util.List;
import java.util.Set;

/// A seccomp profile, checked.
///
/// @param name `default`, or the hash of the text it was read from
/// @param otherwise for calls without a rule
/// @param flags of seccomp(2)
/// @param interfaces those that may be used beside the machine's own
public record SeccompProfile(
        String name, Action otherwise, int flags, Set<Abi> interfaces, List<Rule> rules) {
    public SeccompProfile {
        interfaces = Set.copyOf(interfaces);
        rules = List.copyOf(rules);
    }

    /// The profile of a container that names none.
    public static SeccompProfile standard() {
        return Standard.PROFILE;
    }

    /// Reads a profile in Docker's JSON format.
    ///
    /// @throws dev.caisson.fault.InvalidInput `SECCOMP_PROFILE_INVALID`, saying what is wrong
    ///     where
    public static SeccompProfile parse(String json) {
        return new JsonProfileReader().read(json);
    }

    private static final class Standard {
        static final SeccompProfile PROFILE = CompactProfileReader.read("default.profile");
    }
}
