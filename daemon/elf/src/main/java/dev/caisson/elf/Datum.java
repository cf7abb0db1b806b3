package dev.caisson.elf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A piece of a program's memory. Made by a [TableBuilder]; equal only to itself.
public final class Datum {
    /// Characters of a text that are printed.
    private static final int QUOTED = 100;

    /// What a datum holds when the program starts.
    sealed interface Content {
        int size();

        /// Read-only text with its final NUL.
        record Text(ByteBuffer bytes) implements Content {
            @Override
            public int size() {
                return bytes.limit();
            }
        }

        /// Read-only bytes, aligned for any structure of the kernel.
        record Blob(ByteBuffer bytes) implements Content {
            @Override
            public int size() {
                return bytes.limit();
            }
        }

        /// Words, which rows may write if `writable`.
        record Words(List<Word> words, boolean writable) implements Content {
            public Words {
                words = List.copyOf(words);
            }

            @Override
            public int size() {
                return words.size() * Cell.BYTES;
            }
        }

        /// Writable zeros. They take no room in the file.
        record Zeros(int size) implements Content {}
    }

    private final int index;
    private final Content content;

    Datum(int index, Content content) {
        this.index = index;
        this.content = content;
    }

    /// Bytes.
    public int size() {
        return content.size();
    }

    /// Whether rows and system calls may write here; what may not be written gives EFAULT.
    public boolean writable() {
        return switch (content) {
            case Content.Text _, Content.Blob _ -> false;
            case Content.Words words -> words.writable();
            case Content.Zeros _ -> true;
        };
    }

    /// The address of its first byte.
    public Address address() {
        return new Address(this, 0);
    }

    /// The address of a byte of it.
    ///
    /// @throws IllegalArgumentException when there is no such byte
    public Address at(int offset) {
        return new Address(this, offset);
    }

    /// Eight bytes of it as a number.
    ///
    /// @throws IllegalArgumentException when there are no eight bytes
    public Cell cell(int offset) {
        return new Cell(this, offset);
    }

    /// Position among the data of its table.
    int index() {
        return index;
    }

    Content content() {
        return content;
    }

    /// Text as itself, quoted and cut; other data by what they are and their number.
    @Override
    public String toString() {
        return switch (content) {
            case Content.Text(var bytes) -> quoted(bytes);
            case Content.Blob _ -> "bytes" + index;
            case Content.Words words -> (words.writable() ? "variables" : "words") + index;
            case Content.Zeros _ -> "block" + index;
        };
    }

    private static String quoted(ByteBuffer terminated) {
        var text = StandardCharsets.UTF_8.decode(terminated.slice(0, terminated.limit() - 1));
        var line = new StringBuilder("\"");
        for (int i = 0; i < text.length() && i < QUOTED; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                default -> {
                    if (Character.isISOControl(c)) line.append("\\x%02x".formatted((int) c));
                    else line.append(c);
                }
            }
        }
        return line.append(text.length() > QUOTED ? "…\"" : "\"").toString();
    }
}
