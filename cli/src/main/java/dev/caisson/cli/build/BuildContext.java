package dev.caisson.cli.build;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.tar.FileFacts;
import dev.caisson.cli.tar.FileTar;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Nearest;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Where the files of a build come from.
sealed interface BuildContext {
    /// The Dockerfile, when it is here.
    Optional<Dockerfile> dockerfile();

    /// The Dockerfile's name for the daemon.
    String dockerfileName();

    /// The rules for what is left out.
    default IgnoreRules rules() {
        return IgnoreRules.none();
    }

    /// A URL the daemon fetches itself; nothing is sent then.
    record Remote(String url, String dockerfileName) implements BuildContext {
        private static final Pattern GIT_OR_WEB =
                Pattern.compile("(https?://|git://|github\\.com/|git@).+");

        static boolean isOne(String argument) {
            return GIT_OR_WEB.matcher(argument).matches();
        }

        @Override
        public Optional<Dockerfile> dockerfile() {
            return Optional.empty();
        }
    }

    /// A tar on standard input.
    record Archive(InputStream in, String dockerfileName) implements BuildContext {
        @Override
        public Optional<Dockerfile> dockerfile() {
            return Optional.empty();
        }

        void send(OutputStream out) throws IOException {
            in.transferTo(out);
        }
    }

    /// A Dockerfile without files.
    record Alone(String text) implements BuildContext {
        @Override
        public Optional<Dockerfile> dockerfile() {
            return Optional.of(Dockerfile.parse("Dockerfile", text));
        }

        @Override
        public String dockerfileName() {
            return "Dockerfile";
        }

        void send(OutputStream out) throws IOException {
            try (var tar = new FileTar(out, FileTar.Detail.CONTENT)) {
                tar.add(dockerfileName(), text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /// A directory.
    ///
    /// @param text of the Dockerfile
    /// @param shownName of it, for errors
    /// @param inside whether it lies in the directory: otherwise it is sent under `dockerfileName`,
    ///     with rules that leave it out of what the steps see
    /// @param ignored the rules, as they are written
    record Directory(
            Path root,
            String text,
            String shownName,
            String dockerfileName,
            boolean inside,
            String ignored)
            implements BuildContext {
        @Override
        public IgnoreRules rules() {
            return IgnoreRules.parse(ignored);
        }

        @Override
        public Optional<Dockerfile> dockerfile() {
            return Optional.of(Dockerfile.parse(shownName, text));
        }

        /// By what the daemon knows the directory in the next build.
        String key(ContextNeeds needed) throws IOException {
            var words = FileFacts.of(root).place() + " " + root + "\n" + needed.words();
            try {
                var digest = MessageDigest.getInstance("SHA-256");
                var bytes = digest.digest(words.getBytes(StandardCharsets.UTF_8));
                return HexFormat.of().formatHex(bytes);
            } catch (NoSuchAlgorithmException everyJavaHasIt) {
                throw new IllegalStateException(everyJavaHasIt);
            }
        }

        /// Tells what may be needed, and sends what is asked for.
        void tell(
                OutputStream out, Predicate<String> wanted, AskedFiles asked, ContextReport report)
                throws IOException {
            var tree = new ContextTree(root, rules(), _ -> false, report::excluded);
            ToldDirectory.tell(
                    text, root, visitor -> tree.walk(wanted, visitor), out, asked, report);
        }
    }

    /// @param argument a directory, a URL, or `-` for standard input
    /// @param file of `--file`; `-` for standard input
    /// @throws UsageError when there is no such directory or Dockerfile
    static BuildContext of(String argument, Optional<String> file, InputStream standardInput)
            throws IOException {
        if (argument.equals("-")) {
            if (file.filter("-"::equals).isPresent()) {
                throw new UsageError(
                        "invalid argument: can't use stdin for both build context and dockerfile");
            }
            return fromInput(standardInput, file.orElse("Dockerfile"));
        }
        if (Remote.isOne(argument) && !Files.isDirectory(Path.of(argument))) {
            return new Remote(argument, file.orElse("Dockerfile"));
        }
        return directory(argument, file, standardInput);
    }

    private static BuildContext fromInput(InputStream standardInput, String dockerfileName)
            throws IOException {
        var in = new BufferedInputStream(standardInput);
        in.mark(Archives.HEAD);
        var head = in.readNBytes(Archives.HEAD);
        in.reset();
        if (Archives.isOne(head)) return new Archive(in, dockerfileName);
        return new Alone(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    private static BuildContext directory(
            String argument, Optional<String> file, InputStream standardInput) throws IOException {
        var root = Path.of(argument);
        if (!Files.isDirectory(root)) {
            throw new UsageError("unable to prepare context: path \"" + argument + "\" not found");
        }
        root = root.toRealPath();
        if (file.filter("-"::equals).isPresent()) {
            var text = new String(standardInput.readAllBytes(), StandardCharsets.UTF_8);
            return new Directory(
                    root, text, "Dockerfile", outside(), false, ContextTree.rules(root));
        }
        var path = file.map(Path::of).orElse(root.resolve("Dockerfile"));
        if (file.isPresent() && !Files.exists(path)) path = root.resolve(file.get());
        String text;
        try {
            text = Files.readString(path);
        } catch (NoSuchFileException missing) {
            throw new UsageError(
                    "failed to read dockerfile: open "
                            + path
                            + ": no such file or directory"
                            + nearest(path)
                            + (file.isPresent() ? "" : ": name another one with --file"));
        }
        var own = path.resolveSibling(path.getFileName() + ".dockerignore");
        var ignored = Files.exists(own) ? Files.readString(own) : ContextTree.rules(root);
        var real = path.toRealPath();
        boolean inside = real.startsWith(root);
        return new Directory(
                root,
                text,
                path.getFileName().toString(),
                inside ? root.relativize(real).toString() : outside(),
                inside,
                ignored);
    }

    private static String nearest(Path missing) throws IOException {
        var directory = missing.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) return "";
        try (var files = Files.list(directory)) {
            var names = files.map(one -> one.getFileName().toString()).toList();
            return Nearest.hint(missing.getFileName().toString(), names);
        }
    }

    /// A name that no file of a context has.
    private static String outside() {
        return ".dockerfile." + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
