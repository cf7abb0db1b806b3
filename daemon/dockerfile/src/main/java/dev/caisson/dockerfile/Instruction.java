package dev.caisson.dockerfile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One instruction of a Dockerfile. Words are as written; the builder expands them.
public sealed interface Instruction {
    /// Where it stands, and how it reads in one line.
    Origin origin();

    /// The instruction's name in capitals, `RUN`.
    default String keyword() {
        return origin().keyword();
    }

    /// @param image the name of an image or of an earlier stage, or `scratch`
    /// @param platform of `--platform`
    /// @param name of the stage, in lower case
    record From(Origin origin, Word image, @Nullable Word platform, @Nullable String name)
            implements Instruction {}

    record Arg(Origin origin, List<Declaration> declarations) implements Instruction {
        public Arg {
            declarations = List.copyOf(declarations);
        }
    }

    /// @param legacy written without equals sign, `ENV name value`
    record Env(Origin origin, List<Pair> pairs, boolean legacy) implements Instruction {
        public Env {
            pairs = List.copyOf(pairs);
        }
    }

    /// @param legacy written without equals sign, `LABEL name value`
    record Label(Origin origin, List<Pair> pairs, boolean legacy) implements Instruction {
        public Label {
            pairs = List.copyOf(pairs);
        }
    }

    record Run(Origin origin, RunOptions options, Command command) implements Instruction {}

    record Cmd(Origin origin, Command command) implements Instruction {}

    record Entrypoint(Origin origin, Command command) implements Instruction {}

    record Copy(Origin origin, CopyOptions options, Transfer transfer) implements Instruction {}

    record Add(Origin origin, AddOptions options, Transfer transfer) implements Instruction {}

    record Workdir(Origin origin, Word directory) implements Instruction {}

    record User(Origin origin, Word user) implements Instruction {}

    record Volume(Origin origin, List<Word> paths) implements Instruction {
        public Volume {
            paths = List.copyOf(paths);
        }
    }

    /// @param ports `80`, `80/udp`, `8000-8010`; a variable may hold several ([Word#expandToList])
    record Expose(Origin origin, List<Word> ports) implements Instruction {
        public Expose {
            ports = List.copyOf(ports);
        }
    }

    record StopSignal(Origin origin, Word signal) implements Instruction {}

    record Shell(Origin origin, List<String> arguments) implements Instruction {
        public Shell {
            arguments = List.copyOf(arguments);
        }
    }

    record Maintainer(Origin origin, String name) implements Instruction {}

    /// @param test empty for `HEALTHCHECK NONE`
    record HealthCheck(Origin origin, Optional<Command> test, Timing timing)
            implements Instruction {
        /// Absent parts are the engine's defaults.
        public record Timing(
                @Nullable Duration interval,
                @Nullable Duration timeout,
                @Nullable Duration startPeriod,
                @Nullable Duration startInterval,
                @Nullable Integer retries) {}
    }

    /// @param trigger as it is kept in the image's configuration
    record OnBuild(Origin origin, String trigger) implements Instruction {}

    /// @param lines of the file, in its order
    /// @param keyword in capitals
    /// @param flags as written, `--mount=…`
    /// @param text the whole instruction in one line, heredocs without their bodies
    /// @param comment the comment directly above it, without `#`
    record Origin(
            Location lines,
            String keyword,
            List<String> flags,
            String text,
            @Nullable String comment) {
        public Origin {
            flags = List.copyOf(flags);
        }
    }

    /// @param name of the argument
    /// @param value its default, absent when there is none
    record Declaration(String name, @Nullable Word value) {}

    record Pair(Word name, Word value) {}

    /// What COPY and ADD bring, and where to.
    ///
    /// @param heredocs sources whose content is in the Dockerfile
    record Transfer(List<Word> sources, List<Heredoc> heredocs, Word destination) {
        public Transfer {
            sources = List.copyOf(sources);
            heredocs = List.copyOf(heredocs);
        }
    }

    /// @param network `default`, `none` or `host`
    /// @param security `sandbox` or `insecure`
    /// @param devices of `--device`
    record RunOptions(
            List<RunMount> mounts,
            @Nullable String network,
            @Nullable String security,
            List<String> devices) {
        public RunOptions {
            mounts = List.copyOf(mounts);
            devices = List.copyOf(devices);
        }
    }

    /// @param from a stage, an image or a named context
    record CopyOptions(
            @Nullable Word from, Ownership ownership, boolean parents, List<Word> excludes) {
        public CopyOptions {
            excludes = List.copyOf(excludes);
        }
    }

    /// @param unpack whether archives are unpacked; absent: local ones are, fetched ones are not
    record AddOptions(
            @Nullable Word checksum,
            Ownership ownership,
            @Nullable Boolean unpack,
            boolean keepGitDirectory,
            List<Word> excludes) {
        public AddOptions {
            excludes = List.copyOf(excludes);
        }
    }

    /// @param user of `--chown`, `user[:group]`
    /// @param mode of `--chmod`, octal or symbolic
    /// @param link whether the layer is made without the ones below
    record Ownership(@Nullable Word user, @Nullable Word mode, boolean link) {}
}
