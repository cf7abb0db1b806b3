package dev.caisson.event;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the files of the ledger from the oldest event on. For one thread.
final class Replay implements AutoCloseable {
    private final Deque<Path> left;
    private final long from;
    private @Nullable BufferedReader lines;

    /// @param files oldest first; one that is gone by the time it is its turn is left out
    /// @param from events with smaller numbers are left out
    Replay(List<Path> files, long from) {
        left = new ArrayDeque<>(files);
        this.from = from;
    }

    /// The next event, empty at the end.
    Optional<Event> next() {
        try {
            while (true) {
                if (lines == null && !open()) return Optional.empty();
                var line = lines == null ? null : lines.readLine();
                if (line == null) {
                    close();
                    continue;
                }
                if (LedgerLine.sequence(line) < from) continue;
                var event = LedgerLine.read(line);
                if (event.isPresent()) return event;
            }
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.EVENTS_UNREADABLE, left, failure);
        }
    }

    @Override
    public void close() {
        try {
            if (lines != null) lines.close();
            lines = null;
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.EVENTS_UNREADABLE, left, failure);
        }
    }

    private boolean open() throws IOException {
        while (!left.isEmpty()) {
            try {
                lines = LedgerFiles.lines(left.removeFirst());
                return true;
            } catch (NoSuchFileException _) {
                // deleted for its age since the list was made
            }
        }
        return false;
    }
}
