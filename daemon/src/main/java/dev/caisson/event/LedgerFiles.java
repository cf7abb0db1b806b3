package dev.caisson.event;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of the ledger: `events-<number of the first event>.jsonl`, the newest of which grows.
///
/// Written by one thread. Readers open the files by themselves; a file that is deleted for its age
/// stays readable for who has it open.
final class LedgerFiles implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("events-[0-9]{19}\\.jsonl");
    private static final int TAIL = 128 * 1024;
    private static final byte NEWLINE = '\n';

    private final Path directory;
    private final long fileBytes;
    private final int kept;
    private @Nullable FileChannel current;
    private long length;

    /// @param fileBytes a file that has grown to this is left
    /// @param kept files, the growing one included
    LedgerFiles(Path directory, long fileBytes, int kept) {
        this.directory = directory;
        this.fileBytes = fileBytes;
        this.kept = kept;
    }

    /// Goes on with what is there: cuts a torn last line off.
    ///
    /// @return the last event of the ledger
    Optional<Event> recover() throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var files = list();
        if (!files.isEmpty()) resume(files.getLast());
        for (var file : files.reversed()) {
            var last = lastOf(file);
            if (last.isPresent()) return last;
        }
        return Optional.empty();
    }

    /// Oldest first.
    List<Path> list() throws IOException {
        try (var names = Files.list(directory)) {
            return names.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /// The files that may have events from a number on, oldest first.
    List<Path> list(long from) throws IOException {
        var first = directory.resolve(name(from)).toString();
        var files = list();
        int begin = 0;
        while (begin + 1 < files.size() && files.get(begin + 1).toString().compareTo(first) <= 0) {
            begin++;
        }
        return files.subList(begin, files.size());
    }

    private static String name(long firstSequence) {
        return "events-%019d.jsonl".formatted(firstSequence);
    }

    /// Appends whole lines. After a failure the file is as it was before.
    void append(long firstSequence, ByteBuffer lines) throws IOException {
        var file = current;
        if (file == null || length >= fileBytes) file = turnOver(firstSequence);
        try {
            long at = length;
            while (lines.hasRemaining()) at += file.write(lines, at);
            length = at;
        } catch (IOException failure) {
            file.truncate(length);
            throw failure;
        }
    }

    /// Makes what was appended survive a crash of the machine.
    void sync() throws IOException {
        if (current != null) current.force(false);
    }

    @Override
    public void close() throws IOException {
        if (current != null) current.close();
    }

    private FileChannel turnOver(long firstSequence) throws IOException {
        sync();
        close();
        var file =
                FileChannel.open(
                        directory.resolve(name(firstSequence)),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        current = file;
        length = 0;
        var files = list();
        for (var old : files.subList(0, Math.max(0, files.size() - kept))) Files.delete(old);
        return file;
    }

    private void resume(Path newest) throws IOException {
        var file = FileChannel.open(newest, StandardOpenOption.READ, StandardOpenOption.WRITE);
        current = file;
        length = file.size();
        var tail = ByteBuffer.allocate(1);
        while (length > 0) {
            file.read(tail.clear(), length - 1);
            if (tail.get(0) == NEWLINE) break;
            length--;
        }
        if (length < file.size()) file.truncate(length);
    }

    /// The lines of a file; what is not UTF-8 comes as the replacement character.
    static BufferedReader lines(Path file) throws IOException {
        return new BufferedReader(
                new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    /// Looks at the end of the file only, unless no event is there.
    private static Optional<Event> lastOf(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var tail = ByteBuffer.allocate((int) Math.min(TAIL, channel.size()));
            channel.read(tail, channel.size() - tail.capacity());
            var text = new String(tail.array(), StandardCharsets.UTF_8);
            for (var line : text.lines().toList().reversed()) {
                var event = LedgerLine.read(line);
                if (event.isPresent()) return event;
            }
        }
        try (var all = lines(file)) {
            return all.lines()
                    .map(LedgerLine::read)
                    .flatMap(Optional::stream)
                    .reduce((_, later) -> later);
        }
    }
}
