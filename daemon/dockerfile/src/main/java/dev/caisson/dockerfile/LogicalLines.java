package dev.caisson.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the [LogicalLine]s of a [Source].
///
/// A line that ends with the escape character (blanks may follow) goes on with the next one.
/// Between them comments and empty lines are left out; the latter are warned of. ADD, COPY and RUN,
/// also behind ONBUILD, may name heredocs, whose bodies follow.
final class LogicalLines {
    private static final Set<String> WITH_HEREDOCS = Set.of("ADD", "COPY", "RUN");

    private final Source source;
    private final char escape;
    private final List<Warning> warnings = new ArrayList<>();

    /// Index of the next physical line.
    private int next;

    LogicalLines(Source source, char escape) {
        this.source = source;
        this.escape = escape;
    }

    List<Warning> warnings() {
        return warnings;
    }

    /// @throws dev.caisson.fault.InvalidInput for a heredoc without end
    List<LogicalLine> read() {
        var all = new ArrayList<LogicalLine>();
        String comment = null;
        while (next < source.lines().size()) {
            var line = source.lines().get(next).strip();
            if (line.isEmpty()) {
                comment = null;
                next++;
            } else if (line.startsWith("#")) {
                comment = line.substring(1).strip();
                next++;
            } else {
                all.add(instruction(comment));
                comment = null;
            }
        }
        return all;
    }

    private LogicalLine instruction(@Nullable String comment) {
        int first = next + 1;
        var text = new StringBuilder();
        var places = new LogicalLine.Places();
        boolean goesOn = true;
        boolean empty = false;
        boolean begun = false;
        while (goesOn && next < source.lines().size()) {
            var line = source.lines().get(next++);
            var bare = line.strip();
            if (begun && bare.isEmpty()) {
                empty = true;
                continue;
            }
            if (begun && bare.startsWith("#")) continue;
            int column = begun ? 0 : line.length() - line.stripLeading().length();
            int end = continuation(line);
            goesOn = end >= 0;
            places.begin(text.length(), next, column);
            text.append(
                    line,
                    Math.min(column, goesOn ? end : line.length()),
                    goesOn ? end : line.length());
            begun = true;
        }
        if (empty) {
            warnings.add(
                    new Warning(
                            LintRule.NO_EMPTY_CONTINUATION,
                            "Empty continuation line found in: " + text.toString().strip(),
                            source.location(first, next)));
        }
        var joined = text.toString().stripTrailing();
        var heredocs = heredocs(joined, places, first);
        return new LogicalLine(source, joined, heredocs, places, first, next, comment);
    }

    /// @return where the line goes on with the next one, the index of its escape character; -1 when
    ///     it does not: the character is missing, or escaped itself
    private int continuation(String line) {
        int last = line.length() - 1;
        while (last >= 0 && (line.charAt(last) == ' ' || line.charAt(last) == '\t')) last--;
        if (last < 0 || line.charAt(last) != escape) return -1;
        return last > 0 && line.charAt(last - 1) == escape ? -1 : last;
    }

    private List<Heredoc> heredocs(String text, LogicalLine.Places places, int first) {
        var words = text.split("\\s+", 3);
        int instruction = words[0].equalsIgnoreCase("ONBUILD") ? 1 : 0;
        if (words.length <= instruction
                || !WITH_HEREDOCS.contains(words[instruction].toUpperCase(Locale.ROOT))) {
            return List.of();
        }
        var heredocs = new ArrayList<Heredoc>();
        for (var word : Words.quoted(text, 0, escape)) {
            var opened = HeredocOpening.parse(word.text(), escape);
            if (opened.isPresent()) heredocs.add(body(opened.get(), places.of(word.from()), first));
        }
        return heredocs;
    }

    private Heredoc body(HeredocOpening opening, int[] place, int first) {
        var content = new StringBuilder();
        var written = new StringBuilder();
        while (next < source.lines().size()) {
            var line = source.lines().get(next++);
            var bare = opening.chomp() ? line.substring(leadingTabs(line)) : line;
            if (bare.equals(opening.name())) {
                return opening.with(content.toString(), written.toString());
            }
            content.append(bare).append('\n');
            written.append(line).append('\n');
        }
        throw source.error(
                place[0],
                place[1],
                opening.name().length() + 2,
                "unterminated heredoc: no line \"" + opening.name() + "\" follows line " + first);
    }

    private static int leadingTabs(String line) {
        int tabs = 0;
        while (tabs < line.length() && line.charAt(tabs) == '\t') tabs++;
        return tabs;
    }

    /// `<<NAME` as it stands in an instruction.
    record HeredocOpening(String name, int descriptor, boolean expand, boolean chomp) {
        /// @return empty when the word opens none
        static Optional<HeredocOpening> parse(String word, char escape) {
            int at = 0;
            while (at < word.length() && Character.isDigit(word.charAt(at))) at++;
            if (at > 4 || !word.startsWith("<<", at)) return Optional.empty();
            int descriptor = at == 0 ? 0 : Integer.parseInt(word.substring(0, at));
            at += 2;
            boolean chomp = at < word.length() && word.charAt(at) == '-';
            if (chomp) at++;
            var rest = word.substring(at);
            if (rest.isEmpty() || rest.indexOf('<') >= 0) return Optional.empty();
            var name = Words.unquote(rest, escape);
            if (name.isEmpty()) return Optional.empty();
            return Optional.of(
                    new HeredocOpening(name.get(), descriptor, name.get().equals(rest), chomp));
        }

        Heredoc with(String content, String written) {
            return new Heredoc(name, descriptor, expand, chomp, content, written);
        }
    }
}
