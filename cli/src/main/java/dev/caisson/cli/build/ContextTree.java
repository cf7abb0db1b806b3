package dev.caisson.cli.build;

import dev.caisson.dockerfile.ignore.IgnoreRules;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

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
        void visit(String path, Path file) throws IOException;
    }

    /// Goes through all entries that count, each directory before what is in it.
    ///
    /// @param wanted which of them matter to the caller; a directory that does not is not entered
    void walk(Predicate<String> wanted, Visitor visitor) throws IOException {
        walk("", root, wanted, visitor);
    }

    private void walk(String prefix, Path directory, Predicate<String> wanted, Visitor visitor)
            throws IOException {
        for (var file : sorted(directory)) {
            var path = prefix + file.getFileName();
            boolean isDirectory = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
            boolean left = rules.excludes(path) && !always.test(path);
            if (left) {
                rules.deciding(path).ifPresent(rule -> excluded.accept(path, rule));
                if (isDirectory && rules.mayHoldExceptions(path)) {
                    walk(path + "/", file, wanted, visitor);
                }
                continue;
            }
            if (!wanted.test(path)) continue;
            visitor.visit(path, file);
            if (isDirectory) walk(path + "/", file, wanted, visitor);
        }
    }

    private static List<Path> sorted(Path directory) throws IOException {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(files::add);
        }
        files.sort((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()));
        return files;
    }
}
