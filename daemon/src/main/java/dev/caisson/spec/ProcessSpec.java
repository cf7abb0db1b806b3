package dev.caisson.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The user's process: what runs as PID 1 of the container or as an exec session in it.
///
/// @param arguments at least one; an `arguments[0]` without a slash is looked up in PATH of
/// `environment`, inside the container
/// @param environment `NAME=value`, in order
/// @param workingDirectory absolute path in the container; made when missing (not for exec)
/// @param umask null to leave 0022
/// @param oomScoreAdjust null to leave it alone
/// @param seccomp null for unconfined
/// @param appArmorProfile null where AppArmor is off
public record ProcessSpec(
        List<String> arguments,
        List<String> environment,
        String workingDirectory,
        User user,
        Capabilities capabilities,
        List<ResourceLimit> limits,
        boolean noNewPrivileges,
        @Nullable Integer umask,
        @Nullable Integer oomScoreAdjust,
        @Nullable SeccompFilter seccomp,
        @Nullable String appArmorProfile) {
    public ProcessSpec {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
        limits = List.copyOf(limits);
    }

    /// Numeric identities; resolved from the image's passwd and group beforehand.
    ///
    /// @param uid 0 to 2^32-2, likewise the gids
    /// @param additionalGids exactly the supplementary groups the process has
    public record User(long uid, long gid, List<Long> additionalGids) {
        public User {
            additionalGids = List.copyOf(additionalGids);
        }

        public static User root() {
            return new User(0, 0, List.of(0L));
        }
    }

    /// The five sets as bit masks, bit n for the capability numbered n in `linux/capability.h`.
    public record Capabilities(
            long bounding, long effective, long permitted, long inheritable, long ambient) {}

    /// @param resource number of the resource in `asm-generic/resource.h`
    /// @param soft in the resource's unit; -1 for no limit, likewise `hard`
    public record ResourceLimit(int resource, long soft, long hard) {}

    /// @param program struct sock_filter's, 8 bytes each, in the machine's byte order
    /// @param flags of seccomp(2)
    /// @param name what it was compiled from, for the printer: `default`, or the profile's hash
    @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
    public record SeccompFilter(byte[] program, int flags, String name) {
        public SeccompFilter {
            program = program.clone();
        }

        @Override
        public byte[] program() {
            return program.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SeccompFilter(byte[] theirs, int theirFlags, String theirName)
                    && java.util.Arrays.equals(program, theirs)
                    && flags == theirFlags
                    && name.equals(theirName);
        }

        @Override
        public int hashCode() {
            return 31 * java.util.Arrays.hashCode(program) + flags;
        }

        @Override
        public String toString() {
            return "SeccompFilter[" + name + ", " + program.length / 8 + " instructions]";
        }
    }
}
