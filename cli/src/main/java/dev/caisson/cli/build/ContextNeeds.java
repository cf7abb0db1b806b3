package dev.caisson.cli.build;

import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.dockerfile.Instruction;
import dev.caisson.dockerfile.RunMount;
import dev.caisson.dockerfile.Stage;
import dev.caisson.dockerfile.Variables;
import dev.caisson.dockerfile.Word;
import dev.caisson.dockerfile.ignore.PathPattern;
import dev.caisson.value.PathParts;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which paths of a context the steps of a build can ask for. Where that is not certain it is all
/// of them: a source with a variable or behind a symbolic link, a base image with triggers.
final class ContextNeeds implements Predicate<String> {
    private static final String ALL = "";

    /// The sources, cleaned; a pattern only in the last part.
    private final List<String> sources;

    private ContextNeeds(List<String> sources) {
        this.sources = List.copyOf(sources);
    }

    /// All of them.
    static ContextNeeds all() {
        return new ContextNeeds(List.of(ALL));
    }

    /// The same for the same paths.
    String words() {
        return String.join("\n", sources);
    }

    /// @param target of `--target`, empty for the last stage
    /// @param harmless whether an image is known to have no triggers
    static ContextNeeds of(
            Dockerfile file, String target, Predicate<String> harmless, Path context) {
        var sources = new ArrayList<String>();
        var needed = new ArrayDeque<Stage>();
        var seen = new HashSet<Integer>();
        var first = target.isEmpty() ? Optional.of(file.stages().getLast()) : file.stage(target);
        if (first.isEmpty()) return all();
        needed.add(first.get());
        while (!needed.isEmpty()) {
            var stage = needed.remove();
            if (!seen.add(stage.index())) continue;
            var image = stage.from().image();
            if (!image.variables().isEmpty()) return all();
            var base = earlier(file, stage, image.raw());
            if (base.isPresent()) needed.add(base.get());
            else if (!image.raw().equals("scratch") && !harmless.test(image.raw())) {
                return all();
            }
            for (var instruction : stage.instructions()) {
                var asked = asked(file, stage, instruction, needed);
                if (asked.isEmpty()) return all();
                for (var source : asked.get()) {
                    var clean = String.join("/", PathParts.of(source));
                    if (!isPlain(clean, context)) return all();
                    sources.add(clean);
                }
            }
        }
        return new ContextNeeds(sources);
    }

    /// Whether a path is one of the sources, beneath one, or on the way to one.
    @Override
    public boolean test(String path) {
        for (var source : sources) {
            if (source.equals(ALL)) return true;
            if (source.startsWith(path + "/")) return true;
            if (path.equals(source) || path.startsWith(source + "/")) return true;
            if (PathPattern.isPattern(source) && matches(source, path)) return true;
        }
        return false;
    }

    private static boolean matches(String source, String path) {
        int slash = source.lastIndexOf('/');
        var directory = source.substring(0, slash + 1);
        if (!path.startsWith(directory)) return false;
        int end = path.indexOf('/', slash + 1);
        return PathPattern.parse(source).matches(end < 0 ? path : path.substring(0, end));
    }

    /// What an instruction takes of the context; stages it takes from are added to `needed`.
    ///
    /// @return empty when that is not certain
    private static Optional<List<String>> asked(
            Dockerfile file, Stage stage, Instruction instruction, ArrayDeque<Stage> needed) {
        return switch (instruction) {
            case Instruction.Copy copy when copy.options().from() != null -> {
                yield from(file, stage, copy.options().from(), needed);
            }
            case Instruction.Copy copy -> plain(copy.transfer().sources());
            case Instruction.Add add -> plain(add.transfer().sources());
            case Instruction.Run run -> mounts(file, stage, run, needed);
            // A stage on top of this one would run it.
            case Instruction.OnBuild _ -> Optional.empty();
            default -> Optional.of(List.of());
        };
    }

    private static Optional<List<String>> from(
            Dockerfile file, Stage stage, Word from, ArrayDeque<Stage> needed) {
        if (!from.variables().isEmpty()) return Optional.empty();
        earlier(file, stage, from.raw()).ifPresent(needed::add);
        return Optional.of(List.of());
    }

    private static Optional<List<String>> plain(List<Word> sources) {
        var plain = new ArrayList<String>();
        for (var source : sources) {
            if (!source.variables().isEmpty()) return Optional.empty();
            var text = source.expand(Variables.none());
            boolean remote = text.contains("://") || text.startsWith("git@");
            if (!remote) plain.add(text);
        }
        return Optional.of(plain);
    }

    private static Optional<List<String>> mounts(
            Dockerfile file, Stage stage, Instruction.Run run, ArrayDeque<Stage> needed) {
        var sources = new ArrayList<String>();
        for (var mount : run.options().mounts()) {
            if (!mount.options().variables().isEmpty()) return Optional.empty();
            var resolved = mount.resolve(Variables.none());
            var from =
                    switch (resolved) {
                        case RunMount.Bind bind -> bind.from();
                        case RunMount.Cache cache -> cache.from();
                        case RunMount.Tmpfs _, RunMount.Secret _, RunMount.Ssh _ -> null;
                    };
            if (from != null) earlier(file, stage, from).ifPresent(needed::add);
            else if (resolved instanceof RunMount.Bind bind) sources.add(bind.source());
        }
        return Optional.of(sources);
    }

    private static Optional<Stage> earlier(Dockerfile file, Stage stage, String name) {
        return file.stages().subList(0, stage.index()).reversed().stream()
                .filter(one -> one.isCalled(name))
                .findFirst();
    }

    /// Whether the path can be taken literally: it has no symbolic link on its way, is there, and
    /// has a pattern only in its last part.
    private static boolean isPlain(String source, Path context) {
        if (source.isEmpty()) return false;
        var at = context;
        var parts = source.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (PathPattern.isPattern(parts[i])) return i == parts.length - 1 && noLinks(at);
            at = at.resolve(parts[i]);
            if (Files.isSymbolicLink(at)) return false;
        }
        return Files.exists(at, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean noLinks(Path directory) {
        try (var entries = Files.list(directory)) {
            return entries.noneMatch(Files::isSymbolicLink);
        } catch (java.io.IOException notADirectory) {
            return false;
        }
    }
}
