package dev.caisson.cli.build;

import dev.caisson.cli.tar.FileFacts;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.tar.RawText;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The files of a build context, in the order of their names.
final class ContextTree {
    private final Path root;
    private final IgnoreRules rules;

    /// Which paths are kept whatever the rules say: those of the Dockerfile and of the rules
    /// themselves, which the daemon needs, and the directories above them.
    private final Predicate<String> always;

    /// Told of each path that a rule leaves out.
    private final BiConsumer<String, IgnoreRules.Rule> excluded;

    ContextTree(
            Path root,
            IgnoreRules rules,
            Predicate<String> always,
            BiConsumer<String, IgnoreRules.Rule> excluded) {
        this.root = root;
        this.rules = rules;
        this.always = always;
        this.excluded = excluded;
    }

    /// The rules of a directory that has no others, as they are written; empty for none.
    static String rules(Path root) throws IOException {
        try {
            return Files.readString(root.resolve(".dockerignore"));
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /// What is done with an entry.
    @FunctionalInterface
    interface Visitor {
        /// @param path relative to the context, with slashes
        void visit(String path, Path file, FileFacts facts) throws IOException;
    }

    /// A directory that counts only when something in it does.
    private static final class Above {
        private final @Nullable Above above;
        private final Entry entry;
        private boolean visited;

        Above(@Nullable Above above, Entry entry) {
            this.above = above;
            this.entry = entry;
        }

        void visit(Visitor visitor) throws IOException {
            if (visited) return;
            visited = true;
            if (above != null) above.visit(visitor);
            entry.visit(visitor);
        }
    }

    private record Entry(String path, Path file, FileFacts facts) {
        void visit(Visitor visitor) throws IOException {
            visitor.visit(path, file, facts);
        }
    }

    /// Goes through all entries that count, each directory before what is in it.
    ///
    /// @param wanted which of them matter to the caller; a directory that does not is not entered
    void walk(Predicate<String> wanted, Visitor visitor) throws IOException {
        walk("", root, null, wanted, visitor);
    }

    private void walk(
            String prefix,
            Path directory,
            @Nullable Above above,
            Predicate<String> wanted,
            Visitor visitor)
            throws IOException {
        for (var file : sorted(directory)) {
            var path = prefix + file.getFileName();
            var entry = new Entry(path, file, FileFacts.of(file));
            boolean isDirectory = entry.facts.isDirectory();
            boolean left = rules.excludes(path) && !always.test(path);
            if (left) {
                rules.deciding(path).ifPresent(rule -> excluded.accept(path, rule));
                if (isDirectory && rules.mayHoldExceptions(path)) {
                    walk(path + "/", file, new Above(above, entry), wanted, visitor);
                }
                continue;
            }
            if (!wanted.test(path)) continue;
            if (above != null) above.visit(visitor);
            entry.visit(visitor);
            if (isDirectory) walk(path + "/", file, null, wanted, visitor);
        }
    }

    private static List<Path> sorted(Path directory) throws IOException {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(files::add);
        }
        // By the bytes of their names.
        files.sort(Comparator.comparing(file -> RawText.ofText(name(file)).latin1()));
        return files;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
