package dev.caisson.cli.container;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The lines of one container's log, asked for with timestamps, one after the other.
final class LogLines {
    private static final int HEADER = 8;
    private static final int STDERR = 2;
    private static final int SYSTEM_ERROR = 3;

    private final InputStream in;
    private final boolean raw;
    private String time = "";

    /// @param raw of a terminal: without frames
    LogLines(InputStream in, boolean raw) {
        this.in = in;
        this.raw = raw;
    }

    /// @param time as the daemon wrote it; of a fixed width, so texts compare like times
    /// @param text without the time, with its newline when it has one
    record Line(String time, boolean stderr, String text) {}

    /// Empty at the end.
    Optional<Line> next() throws IOException {
        return raw ? rawLine() : frame();
    }

    private Optional<Line> frame() throws IOException {
        var header = in.readNBytes(HEADER);
        if (header.length == 0) return Optional.empty();
        if (header.length < HEADER) throw new EOFException("the daemon closed the stream");
        var bytes = in.readNBytes(ByteBuffer.wrap(header, 4, 4).getInt());
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (header[0] == SYSTEM_ERROR) throw new IOException(text);
        return Optional.of(line(header[0] == STDERR, text));
    }

    private Optional<Line> rawLine() throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            bytes.write(next);
            if (next == '\n') break;
        }
        if (bytes.size() == 0) return Optional.empty();
        return Optional.of(line(false, bytes.toString(StandardCharsets.UTF_8)));
    }

    /// A piece of a long line has no time; it has that of the piece before.
    private Line line(boolean stderr, String text) {
        int space = text.indexOf(' ');
        boolean timed = space > 0 && text.charAt(space - 1) == 'Z' && text.startsWith("T", 10);
        if (timed) time = text.substring(0, space);
        return new Line(time, stderr, timed ? text.substring(space + 1) : text);
    }
}
