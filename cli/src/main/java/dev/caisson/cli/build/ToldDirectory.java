package dev.caisson.cli.build;

import dev.caisson.cli.tar.FileFacts;
import dev.caisson.tar.RawText;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Tells the daemon what is in a directory and sends the content it asks for: what it has kept of
/// the build before is not sent again. For one thread, with [AskedFiles] from another one.
///
/// A file counts as the same when nothing the kernel knows of it has changed; the time of its last
/// change is part of that, which no program can set back.
///
/// How it is written is told by the daemon's class of this name.
final class ToldDirectory {
    private static final int PIECE = 1 << 16;
    private static final int LONGEST = 4096;

    private final DataOutputStream out;
    private final AskedFiles asked;
    private final ContextReport report;

    /// Those that can be asked for, by their numbers.
    private final List<@Nullable Place> places = new ArrayList<>();

    private boolean ended;
    private final BitSet sent = new BitSet();
    private final byte[] piece = new byte[PIECE];

    /// Where a file is, in little memory: there may be a million of them.
    ///
    /// @param size as the daemon was told
    private record Place(Path directory, Path name, long size) {
        Path file() {
            return directory.resolve(name);
        }
    }

    private ToldDirectory(OutputStream out, AskedFiles asked, ContextReport report) {
        this.out = new DataOutputStream(out);
        this.asked = asked;
        this.report = report;
    }

    /// Where the files come from.
    @FunctionalInterface
    interface Walk {
        void go(ContextTree.Visitor visitor) throws IOException;
    }

    /// @param root of the directory
    static void tell(
            String dockerfile,
            Path root,
            Walk walk,
            OutputStream out,
            AskedFiles asked,
            ContextReport report)
            throws IOException {
        var told = new ToldDirectory(out, asked, report);
        var text = dockerfile.getBytes(StandardCharsets.UTF_8);
        told.out.writeInt(text.length);
        told.out.write(text);
        walk.go(told::file);
        told.out.writeByte('e');
        told.rest();
        told.unchanged(root);
    }

    private void file(String path, Path file, FileFacts facts) throws IOException {
        if (facts.isDevice()) throw new IOException("cannot send " + path + ": it is a device");
        if (facts.isFile()) {
            record('f', path, facts, "");
        } else if (facts.isDirectory()) {
            record('d', path, facts, "");
        } else if (facts.isLink()) {
            record('l', path, facts, Files.readSymbolicLink(file).toString());
        } else {
            // A socket or a pipe is nothing that could be copied.
            return;
        }
        boolean hasContent = facts.isFile() && facts.size() > 0;
        places.add(hasContent ? place(file, facts) : null);
        if (!hasContent) report.sent(path);
        var numbers = ended ? null : asked.poll();
        if (numbers != null) content(numbers);
    }

    private static Place place(Path file, FileFacts facts) {
        var directory = Objects.requireNonNull(file.getParent());
        return new Place(directory, Objects.requireNonNull(file.getFileName()), facts.size());
    }

    private void record(char letter, String path, FileFacts facts, String link) throws IOException {
        out.writeByte(letter);
        out.writeShort(facts.permissions());
        out.writeLong(facts.isFile() ? facts.size() : 0);
        out.writeLong(facts.modified());
        out.writeLong(facts.changed());
        text(path, path);
        text(link, path);
    }

    private void text(String text, String path) throws IOException {
        var bytes = RawText.ofText(text).bytes();
        if (bytes.length > LONGEST) throw new IOException("cannot send " + path + ": too long");
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    /// Until the daemon has all it wants.
    private void rest() throws IOException {
        try {
            while (!ended) {
                out.flush();
                content(asked.await());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("sending the context was given up");
        }
    }

    private void content(List<Long> numbers) throws IOException {
        ended |= numbers.isEmpty();
        for (long number : numbers) {
            boolean known = number >= 0 && number < places.size();
            var place = known ? places.get((int) number) : null;
            if (place == null) throw new IOException("the daemon asks for a file that is none");
            content(number, place);
            sent.set((int) number);
        }
    }

    /// No more than was promised; the daemon refuses one that has become shorter.
    private void content(long number, Place place) throws IOException {
        try (var in = Files.newInputStream(place.file())) {
            long left = place.size();
            while (left > 0) {
                int count = in.read(piece, 0, (int) Math.min(PIECE, left));
                if (count < 0) break;
                piece(number, count);
                left -= count;
            }
        }
        piece(number, 0);
    }

    private void piece(long number, int count) throws IOException {
        out.writeByte('c');
        out.writeLong(number);
        out.writeInt(count);
        out.write(piece, 0, count);
    }

    /// What was sent and what was not, of the files that have content.
    private void unchanged(Path root) {
        if (report.out().isEmpty()) return;
        for (int number = 0; number < places.size(); number++) {
            var place = places.get(number);
            if (place == null) continue;
            var path = root.relativize(place.file()).toString();
            if (sent.get(number)) report.sent(path);
            else report.unchanged(path);
        }
    }
}
