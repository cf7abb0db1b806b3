package dev.caisson.launch.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a classic BPF program from its last instruction to its first.
///
/// BPF jumps only forward, so every target is known when a jump to it is written. A target is
/// named by its distance from the end of the program, which does not change when more is written
/// before it. A conditional jump reaches 255 instructions: what is further away is returned or
/// jumped to from nearby.
final class BpfWriter {
    // include/uapi/linux/bpf_common.h
    private static final short LOAD_WORD = 0x20;
    private static final short AND = 0x54;
    private static final short JUMP = 0x05;
    private static final short RETURN = 0x06;
    private static final int FARTHEST = 255;

    /// Comparisons of the loaded word with a constant, unsigned.
    enum Comparison {
        EQUAL((short) 0x15),
        GREATER((short) 0x25),
        GREATER_OR_EQUAL((short) 0x35);

        private final short code;

        Comparison(short code) {
            this.code = code;
        }
    }

    private record Instruction(short code, int whenTrue, int whenFalse, int constant) {}

    private final List<Instruction> reversed = new ArrayList<>();
    private final Map<Integer, Integer> returns = new HashMap<>();

    /// An instruction that ends the program with this value; perhaps one written before.
    int returns(int value) {
        var written = returns.get(value);
        if (written != null && distance(written) < FARTHEST / 2) return written;
        int label = write(new Instruction(RETURN, 0, 0, value));
        returns.put(value, label);
        return label;
    }

    /// Loads the word at an offset of `struct seccomp_data`, goes on at `next`.
    int load(int offset, int next) {
        fallInto(next);
        return write(new Instruction(LOAD_WORD, 0, 0, offset));
    }

    /// Masks the loaded word, goes on at `next`.
    int and(int mask, int next) {
        fallInto(next);
        return write(new Instruction(AND, 0, 0, mask));
    }

    int branch(Comparison comparison, int constant, int whenTrue, int whenFalse) {
        if (whenTrue == whenFalse) return whenTrue;
        // Bringing one target near may push the other out of reach by one: look with room to spare.
        int near = near(whenTrue, FARTHEST - 1);
        int otherNear = near(whenFalse, FARTHEST);
        return write(
                new Instruction(comparison.code, distance(near), distance(otherNear), constant));
    }

    /// The program, entered at the instruction `entry`.
    byte[] program(int entry) {
        fallInto(entry);
        var bytes = ByteBuffer.allocate(reversed.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (var instruction : reversed.reversed()) {
            bytes.putShort(instruction.code);
            bytes.put((byte) instruction.whenTrue);
            bytes.put((byte) instruction.whenFalse);
            bytes.putInt(instruction.constant);
        }
        return bytes.array();
    }

    private int write(Instruction instruction) {
        reversed.add(instruction);
        return reversed.size() - 1;
    }

    /// How many instructions would be skipped between one written now and `label`.
    private int distance(int label) {
        return reversed.size() - 1 - label;
    }

    private void fallInto(int label) {
        if (distance(label) > 0) near(label, 0);
    }

    private int near(int label, int reach) {
        if (distance(label) <= reach) return label;
        var target = reversed.get(label);
        return target.code == RETURN
                ? write(target)
                : write(new Instruction(JUMP, 0, 0, distance(label)));
    }
}
