package dev.caisson.net.dns;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An answer of somebody else, as it came, with what has to be known of it to keep it for a while.
final class ForeignAnswer {
    private static final int ANSWER = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int CODE = 0x000f;
    private static final int NO_SUCH_NAME = 3;
    private static final int POINTER = 0xc0;
    private static final int SOA = 6;
    private static final int MOST_RECORDS = 1000;
    private static final Duration LONGEST = Duration.ofHours(1);

    /// A name that is not there may be there soon.
    private static final Duration LONGEST_NEGATIVE = Duration.ofSeconds(30);

    private final byte[] bytes;

    /// Where the seconds stand that a record may be kept.
    private final List<Integer> lives;

    private final Duration lifetime;

    private ForeignAnswer(byte[] bytes, List<Integer> lives, Duration lifetime) {
        this.bytes = bytes;
        this.lives = List.copyOf(lives);
        this.lifetime = lifetime;
    }

    int length() {
        return bytes.length;
    }

    /// For how long it may be kept; zero when it may not.
    Duration lifetime() {
        return lifetime;
    }

    /// Empty for what is no answer to this query, or cannot be read.
    ///
    /// @param query as [Message#query] wrote it
    static Optional<ForeignAnswer> read(byte[] bytes, byte[] query) {
        try {
            return new Reader(bytes).read(query);
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException unreadable) {
            return Optional.empty(); // shorter than it says, or a position outside
        }
    }

    boolean isTruncated() {
        return (bytes[2] << 8 & TRUNCATED) != 0;
    }

    /// For a client, some time after it came.
    byte[] to(Question question, Duration age) {
        var copy = bytes.clone();
        var buffer = ByteBuffer.wrap(copy);
        buffer.putShort(0, (short) question.id());
        for (int at : lives) {
            long left = Integer.toUnsignedLong(buffer.getInt(at)) - age.toSeconds();
            buffer.putInt(at, (int) Math.max(0, left));
        }
        return copy;
    }

    private static final class Reader {
        private final ByteBuffer message;
        private final byte[] bytes;
        private final List<Integer> lives = new ArrayList<>();
        private long least = LONGEST.toSeconds();
        private long negative = -1;

        Reader(byte[] bytes) {
            this.bytes = bytes;
            message = ByteBuffer.wrap(bytes);
        }

        Optional<ForeignAnswer> read(byte[] query) {
            int id = message.getShort();
            int flags = message.getShort();
            int questions = Short.toUnsignedInt(message.getShort());
            int answers = Short.toUnsignedInt(message.getShort());
            int authorities = Short.toUnsignedInt(message.getShort());
            int additional = Short.toUnsignedInt(message.getShort());
            boolean ours = (flags & ANSWER) != 0 && id == ByteBuffer.wrap(query).getShort();
            if (!ours || questions != 1 || !isSameQuestion(query)) return Optional.empty();
            if (answers + authorities + additional > MOST_RECORDS) return Optional.empty();
            for (int i = 0; i < answers + authorities + additional; i++) {
                record(i >= answers && i < answers + authorities);
            }
            return Optional.of(new ForeignAnswer(bytes, lives, lifetime(flags, answers)));
        }

        /// Names are compared without regard to case, and the rest with it, which is the same here:
        /// a server that changes letters of a name is not one that guesses.
        private boolean isSameQuestion(byte[] query) {
            int begin = message.position();
            name();
            message.getInt();
            int end = message.position();
            if (query.length < end) return false;
            for (int i = begin; i < end; i++) {
                if (Character.toLowerCase(bytes[i]) != Character.toLowerCase(query[i])) {
                    return false;
                }
            }
            return true;
        }

        private void record(boolean authority) {
            name();
            int type = message.getShort();
            message.getShort();
            int at = message.position();
            long seconds = Integer.toUnsignedLong(message.getInt());
            int length = Short.toUnsignedInt(message.getShort());
            int end = message.position() + length;
            if (type != Question.Extension.OPT) {
                lives.add(at);
                least = Math.min(least, seconds);
                if (authority && type == SOA && length >= 20) {
                    negative = Math.min(seconds, Integer.toUnsignedLong(message.getInt(end - 4)));
                }
            }
            message.position(end);
        }

        /// Passes a name; what it points to was read before.
        private void name() {
            while (true) {
                int length = Byte.toUnsignedInt(message.get());
                if (length == 0) return;
                if ((length & POINTER) == POINTER) {
                    message.get();
                    return;
                }
                message.position(message.position() + length);
            }
        }

        private Duration lifetime(int flags, int answers) {
            int code = flags & CODE;
            boolean found = code == 0 && answers > 0;
            if ((flags & TRUNCATED) != 0 || code != 0 && code != NO_SUCH_NAME) return Duration.ZERO;
            if (found) return Duration.ofSeconds(least);
            if (negative < 0) return Duration.ZERO;
            return Duration.ofSeconds(Math.min(negative, LONGEST_NEGATIVE.toSeconds()));
        }
    }
}
