package dev.caisson.dockerfile;

import dev.caisson.dockerfile.Instruction.Origin;
import dev.caisson.fault.InvalidInput;
import dev.caisson.value.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes an [Instruction] of a [LogicalLine].
final class InstructionParser {
    static final List<String> KEYWORDS =
            List.of(
                    "ADD",
                    "ARG",
                    "CMD",
                    "COPY",
                    "ENTRYPOINT",
                    "ENV",
                    "EXPOSE",
                    "FROM",
                    "HEALTHCHECK",
                    "LABEL",
                    "MAINTAINER",
                    "ONBUILD",
                    "RUN",
                    "SHELL",
                    "STOPSIGNAL",
                    "USER",
                    "VOLUME",
                    "WORKDIR");
    private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9._-]*");
    private static final Set<String> NOT_TRIGGERS = Set.of("ONBUILD", "FROM", "MAINTAINER");
    private static final Duration SHORTEST_HEALTH_TIME = Duration.ofMillis(1);

    private final LogicalLine line;
    private final char escape;
    private final String keyword;
    private final Flags flags;

    /// Where the arguments begin in the line's text.
    private final int arguments;

    InstructionParser(LogicalLine line, char escape) {
        this(line, escape, 0);
    }

    /// @param from where the keyword begins: behind ONBUILD not at the line's begin
    private InstructionParser(LogicalLine line, char escape, int from) {
        this.line = line;
        this.escape = escape;
        int end = from;
        while (end < line.text().length() && !Words.isBlank(line.text().charAt(end))) end++;
        keyword = line.text().substring(from, end).toUpperCase(Locale.ROOT);
        if (!KEYWORDS.contains(keyword)) {
            throw line.error(
                    from, end, "unknown instruction: " + keyword + Nearest.hint(keyword, KEYWORDS));
        }
        flags = Flags.of(line, end, escape);
        arguments = flags.end();
    }

    /// @throws InvalidInput `DOCKERFILE_INVALID`
    Instruction parse() {
        var origin =
                new Origin(line.location(), keyword, flags.written(), line.text(), line.comment());
        var parsed = parse(origin);
        flags.refuseUnknown(keyword);
        return parsed;
    }

    /// The flags that the instruction may have, once it is parsed.
    Set<String> knownFlags() {
        return flags.known();
    }

    private Instruction parse(Origin origin) {
        return switch (keyword) {
            case "FROM" -> from(origin);
            case "ARG" -> new Instruction.Arg(origin, declarations());
            case "ENV" -> {
                var pairs = pairs();
                yield new Instruction.Env(origin, pairs.list(), pairs.legacy());
            }
            case "LABEL" -> {
                var pairs = pairs();
                yield new Instruction.Label(origin, pairs.list(), pairs.legacy());
            }
            case "RUN" -> run(origin);
            case "CMD" -> new Instruction.Cmd(origin, command(arguments));
            case "ENTRYPOINT" -> new Instruction.Entrypoint(origin, command(arguments));
            case "COPY" -> copy(origin);
            case "ADD" -> add(origin);
            case "WORKDIR" -> new Instruction.Workdir(origin, single());
            case "USER" -> new Instruction.User(origin, single());
            case "STOPSIGNAL" -> new Instruction.StopSignal(origin, single());
            case "MAINTAINER" -> new Instruction.Maintainer(origin, single().raw());
            case "VOLUME" -> volume(origin);
            case "EXPOSE" -> new Instruction.Expose(origin, words(atLeastOne()));
            case "SHELL" -> shell(origin);
            case "HEALTHCHECK" -> healthCheck(origin);
            default -> onBuild(origin);
        };
    }

    private Instruction from(Origin origin) {
        var words = Words.atBlanks(line.text(), arguments);
        var platform = flags.word("platform");
        if (words.size() == 1) {
            return new Instruction.From(origin, word(words.getFirst()), platform, null);
        }
        if (words.size() != 3 || !words.get(1).text().equalsIgnoreCase("AS")) {
            throw line.error(arguments, end(), "FROM requires either one or three arguments");
        }
        var name = words.get(2).text().toLowerCase(Locale.ROOT);
        if (!STAGE_NAME.matcher(name).matches()) {
            throw line.error(
                    words.get(2).from(),
                    words.get(2).to(),
                    "invalid name for build stage: \""
                            + words.get(2).text()
                            + "\", name can't start with a number or contain symbols");
        }
        return new Instruction.From(origin, word(words.getFirst()), platform, name);
    }

    private Instruction run(Origin origin) {
        var mounts = new ArrayList<RunMount>();
        for (var written : flags.all("mount")) {
            var mount = new RunMount(new Word(written.value(), escape));
            try {
                mount.check();
            } catch (InvalidInput invalid) {
                throw line.error(written.from(), written.to(), invalid.text());
            }
            mounts.add(mount);
        }
        var options =
                new Instruction.RunOptions(
                        mounts,
                        flags.oneOf("network", Set.of("default", "none", "host")),
                        flags.oneOf("security", Set.of("sandbox", "insecure")),
                        flags.all("device").stream().map(Flags.Flag::value).toList());
        return new Instruction.Run(origin, options, command(arguments));
    }

    private Instruction copy(Origin origin) {
        var options =
                new Instruction.CopyOptions(
                        flags.word("from"),
                        ownership(),
                        Boolean.TRUE.equals(flags.bool("parents")),
                        flags.words("exclude"));
        return new Instruction.Copy(origin, options, transfer());
    }

    private Instruction add(Origin origin) {
        var options =
                new Instruction.AddOptions(
                        flags.word("checksum"),
                        ownership(),
                        flags.bool("unpack"),
                        Boolean.TRUE.equals(flags.bool("keep-git-dir")),
                        flags.words("exclude"));
        return new Instruction.Add(origin, options, transfer());
    }

    private Instruction.Ownership ownership() {
        return new Instruction.Ownership(
                flags.word("chown"), flags.word("chmod"), Boolean.TRUE.equals(flags.bool("link")));
    }

    /// The last word is the destination; a source that opens a heredoc is that.
    private Instruction.Transfer transfer() {
        var list = JsonForm.parse(rest());
        var words =
                list.isPresent()
                        ? list.get().stream().map(text -> new Words.Piece(text, arguments)).toList()
                        : Words.atBlanks(line.text(), arguments);
        if (words.size() < 2) {
            throw line.error(
                    arguments,
                    end(),
                    words.isEmpty()
                            ? keyword
                                    + " requires at least two arguments: sources and a destination"
                            : keyword
                                    + " requires at least two arguments, but only one was provided."
                                    + " Destination could not be determined. Write where \""
                                    + words.getFirst().text()
                                    + "\" goes to, as in: "
                                    + keyword
                                    + " "
                                    + words.getFirst().text()
                                    + " ./");
        }
        var sources = new ArrayList<Word>();
        for (var piece : words.subList(0, words.size() - 1)) {
            boolean heredoc =
                    list.isEmpty()
                            && LogicalLines.HeredocOpening.parse(piece.text(), escape).isPresent();
            if (!heredoc) sources.add(word(piece));
        }
        return new Instruction.Transfer(sources, line.heredocs(), word(words.getLast()));
    }

    private Instruction volume(Origin origin) {
        var list = JsonForm.parse(rest());
        var paths =
                list.isPresent()
                        ? list.get().stream().map(text -> new Word(text, escape)).toList()
                        : words(atLeastOne());
        if (paths.isEmpty()) throw line.error("VOLUME requires at least one argument");
        if (paths.stream().anyMatch(path -> path.raw().isBlank())) {
            throw line.error(arguments, end(), "VOLUME specified can not be an empty string");
        }
        return new Instruction.Volume(origin, paths);
    }

    private Instruction shell(Origin origin) {
        var list = JsonForm.parse(rest());
        if (list.isEmpty()) {
            throw line.error(arguments, end(), "SHELL requires the arguments to be in JSON form");
        }
        if (list.get().isEmpty()) throw line.error("SHELL requires at least one argument");
        return new Instruction.Shell(origin, list.get());
    }

    private Instruction healthCheck(Origin origin) {
        var timing =
                new Instruction.HealthCheck.Timing(
                        duration("interval"),
                        duration("timeout"),
                        duration("start-period"),
                        duration("start-interval"),
                        retries());
        var words = atLeastOne();
        var kind = words.getFirst();
        return switch (kind.text().toUpperCase(Locale.ROOT)) {
            case "NONE" -> {
                if (words.size() > 1) {
                    throw line.error(
                            words.get(1).from(), end(), "HEALTHCHECK NONE takes no arguments");
                }
                yield new Instruction.HealthCheck(origin, Optional.empty(), timing);
            }
            case "CMD" -> {
                if (words.size() == 1) throw line.error("Missing command after HEALTHCHECK CMD");
                yield new Instruction.HealthCheck(
                        origin, Optional.of(command(words.get(1).from())), timing);
            }
            default ->
                    throw line.error(
                            kind.from(),
                            kind.to(),
                            "Unknown type \"" + kind.text() + "\" in HEALTHCHECK (try CMD)");
        };
    }

    private @Nullable Duration duration(String flag) {
        var written = flags.only(flag);
        if (written == null) return null;
        var duration = GoDuration.parse(written.value());
        if (duration.isEmpty()) {
            throw line.error(
                    written.from(),
                    written.to(),
                    "invalid duration \"" + written.value() + "\": write it as 30s or 1m30s");
        }
        var value = duration.get();
        if (!value.isZero() && value.compareTo(SHORTEST_HEALTH_TIME) < 0) {
            throw line.error(
                    written.from(),
                    written.to(),
                    "Interval \"" + flag + "\" cannot be less than 1ms");
        }
        return value;
    }

    private @Nullable Integer retries() {
        var written = flags.only("retries");
        if (written == null) return null;
        if (!written.value().matches("\\d{1,9}")) {
            throw line.error(
                    written.from(),
                    written.to(),
                    "--retries must be a number of at least 0, not " + written.value());
        }
        return Integer.valueOf(written.value());
    }

    private Instruction onBuild(Origin origin) {
        var words = atLeastOne();
        var trigger = words.getFirst().text().toUpperCase(Locale.ROOT);
        if (NOT_TRIGGERS.contains(trigger)) {
            throw line.error(
                    words.getFirst().from(),
                    words.getFirst().to(),
                    trigger.equals("ONBUILD")
                            ? "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"
                            : trigger + " isn't allowed as an ONBUILD trigger");
        }
        var text = new StringBuilder(line.text().substring(words.getFirst().from()));
        for (var heredoc : line.heredocs()) {
            text.append('\n').append(heredoc.content()).append(heredoc.name());
        }
        // What cannot run later is refused now.
        new InstructionParser(line, escape, words.getFirst().from()).parse();
        return new Instruction.OnBuild(origin, text.toString());
    }

    private Command command(int from) {
        var rest = line.text().substring(from);
        if (rest.isBlank() && line.heredocs().isEmpty()) {
            throw line.error(keyword + " requires at least one argument");
        }
        var list = JsonForm.parse(rest);
        return list.isPresent()
                ? new Command.Arguments(list.get())
                : new Command.Line(rest.strip(), line.heredocs());
    }

    private List<Instruction.Declaration> declarations() {
        var declarations = new ArrayList<Instruction.Declaration>();
        for (var piece : quotedWords()) {
            int equals = piece.text().indexOf('=');
            var name = equals < 0 ? piece.text() : piece.text().substring(0, equals);
            if (name.isBlank()) {
                throw line.error(piece.from(), piece.to(), "ARG names can not be blank");
            }
            var value = equals < 0 ? null : new Word(piece.text().substring(equals + 1), escape);
            declarations.add(
                    new Instruction.Declaration(Words.unquote(name, escape).orElse(name), value));
        }
        return declarations;
    }

    /// @param legacy whether it was the old form with one blank instead of `=`
    private record Pairs(List<Instruction.Pair> list, boolean legacy) {}

    /// `a=b c=d`, or the old `a b c`.
    private Pairs pairs() {
        var words = quotedWords();
        var name = words.getFirst();
        if (name.text().indexOf('=') < 0) {
            var value = line.text().substring(name.to()).strip();
            if (value.isEmpty()) {
                throw line.error(name.from(), name.to(), keyword + " must have two arguments");
            }
            return new Pairs(
                    List.of(new Instruction.Pair(word(name), new Word(value, escape))), true);
        }
        var pairs = new ArrayList<Instruction.Pair>();
        for (var piece : words) {
            int equals = piece.text().indexOf('=');
            if (equals < 0) {
                throw line.error(
                        piece.from(),
                        piece.to(),
                        "Syntax error - can't find = in \""
                                + piece.text()
                                + "\". Must be of the form: name=value");
            }
            if (equals == 0) {
                throw line.error(piece.from(), piece.to(), keyword + " names can not be blank");
            }
            pairs.add(
                    new Instruction.Pair(
                            new Word(piece.text().substring(0, equals), escape),
                            new Word(piece.text().substring(equals + 1), escape)));
        }
        return new Pairs(pairs, false);
    }

    private List<Words.Piece> quotedWords() {
        var words = Words.quoted(line.text(), arguments, escape);
        if (words.isEmpty()) throw line.error(keyword + " requires at least one argument");
        return words;
    }

    private List<Words.Piece> atLeastOne() {
        var words = Words.atBlanks(line.text(), arguments);
        if (words.isEmpty()) throw line.error(keyword + " requires at least one argument");
        return words;
    }

    /// The rest of the line as one word.
    private Word single() {
        var rest = rest().strip();
        if (rest.isEmpty()) throw line.error(keyword + " requires exactly one argument");
        return new Word(rest, escape);
    }

    private List<Word> words(List<Words.Piece> pieces) {
        return pieces.stream().map(this::word).toList();
    }

    private Word word(Words.Piece piece) {
        return new Word(piece.text(), escape);
    }

    private String rest() {
        return line.text().substring(arguments);
    }

    private int end() {
        return line.text().length();
    }
}
