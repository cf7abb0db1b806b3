package dev.caisson.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts machine code together: each instruction as the text the GNU assembler takes and, beside it,
/// the bytes it stands for. Jumps get their distance here, when all labels are known.
final class Assembler {
    /// How an instruction holds the distance to its target.
    enum Reach {
        /// x86: a signed byte behind the instruction, counted from its end.
        BYTE,
        /// aarch64: 26 bits at 0, in instructions, from this one.
        WORDS_26,
        /// aarch64: 19 bits at 5.
        WORDS_19,
        /// aarch64: 14 bits at 5.
        WORDS_14
    }

    private record Jump(int at, String target, Reach reach) {}

    private final StringBuilder listing;
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Jump> jumps = new ArrayList<>();

    /// @param prologue lines at the head of the listing
    Assembler(String prologue) {
        listing = new StringBuilder(prologue);
    }

    Assembler label(String name) {
        if (labels.put(name, code.size()) != null) {
            throw new IllegalStateException("two labels " + name);
        }
        listing.append(name).append(":\n");
        return this;
    }

    /// Bytes in the order of memory.
    Assembler bytes(String text, int... bytes) {
        line(text);
        for (int b : bytes) code.write(b);
        return this;
    }

    /// Bytes and behind them a little-endian 32-bit number.
    Assembler bytesThen(String text, int number, int... bytes) {
        return bytes(text, bytes).append(number);
    }

    /// A two-byte x86 jump.
    Assembler jump(String mnemonic, int opcode, String target) {
        bytes(mnemonic + " " + target, opcode, 0);
        jumps.add(new Jump(code.size(), target, Reach.BYTE));
        return this;
    }

    /// A little-endian 32-bit word.
    Assembler word(String text, int word) {
        line(text);
        return append(word);
    }

    /// An aarch64 instruction with the distance to a label, its bits for that being zero.
    Assembler word(String text, int word, String target, Reach reach) {
        jumps.add(new Jump(code.size(), target, reach));
        return word(text + " " + target, word);
    }

    private Assembler append(int word) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) code.write(word >>> shift);
        return this;
    }

    private void line(String text) {
        listing.append("    ").append(text).append('\n');
    }

    Assembly assemble() {
        var bytes = code.toByteArray();
        for (var jump : jumps) link(bytes, jump);
        return new Assembly(listing.toString(), bytes);
    }

    private void link(byte[] bytes, Jump jump) {
        var target = labels.get(jump.target());
        if (target == null) throw new IllegalStateException("no label " + jump.target());
        int distance = target - jump.at();
        switch (jump.reach()) {
            case BYTE -> {
                if (distance != (byte) distance) {
                    throw new IllegalStateException(jump + " is too far: " + distance);
                }
                bytes[jump.at() - 1] = (byte) distance;
            }
            case WORDS_26 -> field(bytes, jump, distance / Integer.BYTES, 26, 0);
            case WORDS_19 -> field(bytes, jump, distance / Integer.BYTES, 19, 5);
            case WORDS_14 -> field(bytes, jump, distance / Integer.BYTES, 14, 5);
        }
    }

    private static void field(byte[] bytes, Jump jump, int distance, int width, int shift) {
        if (distance >= 1 << (width - 1) || distance < -(1 << (width - 1))) {
            throw new IllegalStateException(jump + " is too far: " + distance);
        }
        var code = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int bits = (distance & ((1 << width) - 1)) << shift;
        code.putInt(jump.at(), code.getInt(jump.at()) | bits);
    }
}
