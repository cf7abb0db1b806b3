package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogPosition;
import dev.caisson.stdio.LogStart;
import dev.caisson.stdio.StreamKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Optional;
import java.util.StringJoiner;

/// How far the messages of a log were passed on: what survives the daemon.
///
/// As a file it is one line of numbers: the version 1, the place to read from, the first byte
/// wanted of stdout and of stderr (generation and offset each, zeros for all), the mark (inode and
/// length). It appears by rename and is not synced: a power loss may repeat messages, never lose
/// them.
///
/// @param mark of the destination, see [LogDestination#mark]
record ForwardPlace(LogStart start, LogDestination.Mark mark) {
    private static final int VERSION = 1;
    private static final int NUMBERS = 9;
    private static final LogPosition ALL = new LogPosition(0, 0);

    /// @return empty when there is none, or none that can be read: everything is passed on then
    static Optional<ForwardPlace> read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    static Optional<ForwardPlace> parse(String line) {
        var words = line.strip().split(" ", -1);
        if (words.length != NUMBERS || !words[0].equals(Integer.toString(VERSION))) {
            return Optional.empty();
        }
        var numbers = new long[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            if (!words[i].matches("[0-9]{1,18}")) return Optional.empty();
            numbers[i] = Long.parseLong(words[i]);
        }
        var firsts = new EnumMap<StreamKind, LogPosition>(StreamKind.class);
        put(firsts, StreamKind.STDOUT, new LogPosition(numbers[3], numbers[4]));
        put(firsts, StreamKind.STDERR, new LogPosition(numbers[5], numbers[6]));
        var from = new LogPosition(numbers[1], numbers[2]);
        return Optional.of(
                new ForwardPlace(
                        new LogStart(from, firsts),
                        new LogDestination.Mark(numbers[7], numbers[8])));
    }

    private static void put(
            EnumMap<StreamKind, LogPosition> firsts, StreamKind stream, LogPosition first) {
        if (!first.equals(ALL)) firsts.put(stream, first);
    }

    String line() {
        var out = new StringJoiner(" ", "", "\n").add(Integer.toString(VERSION));
        add(out, start.from());
        for (var stream : StreamKind.values()) {
            add(out, start.firsts().getOrDefault(stream, ALL));
        }
        return out.add(Long.toString(mark.file())).add(Long.toString(mark.length())).toString();
    }

    private static void add(StringJoiner out, LogPosition position) {
        out.add(Long.toString(position.generation())).add(Long.toString(position.offset()));
    }

    void write(Path file) throws IOException {
        var unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(unfinished, line());
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
