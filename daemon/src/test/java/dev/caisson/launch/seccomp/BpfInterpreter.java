package dev.caisson.launch.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Runs a filter as the kernel does, with its checks: only loads of words of `struct
/// seccomp_data`, only jumps forward inside the program.
final class BpfInterpreter {
    /// What a filter sees of a call.
    @SuppressWarnings("ArrayRecordComponent") // only read, and millions of them
    record Call(int architecture, int number, long[] arguments) {
        private int word(int offset) {
            if (offset == 0) return number;
            if (offset == 4) return architecture;
            int index = (offset - 16) / 8;
            return (int) (offset % 8 == 0 ? arguments[index] : arguments[index] >>> 32);
        }
    }

    private final ByteBuffer program;

    BpfInterpreter(byte[] program) {
        this.program = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    }

    int length() {
        return program.capacity() / 8;
    }

    int run(Call call) {
        int at = 0;
        int accumulator = 0;
        while (at < length()) {
            int constant = program.getInt(at * 8 + 4);
            int whenTrue = program.get(at * 8 + 2) & 0xFF;
            int whenFalse = program.get(at * 8 + 3) & 0xFF;
            at++;
            switch (program.getShort((at - 1) * 8)) {
                case 0x20 -> accumulator = call.word(checkedOffset(constant));
                case 0x54 -> accumulator &= constant;
                case 0x05 -> at += constant;
                case 0x06 -> {
                    return constant;
                }
                case 0x15 -> at += accumulator == constant ? whenTrue : whenFalse;
                case 0x25 ->
                        at +=
                                Integer.compareUnsigned(accumulator, constant) > 0
                                        ? whenTrue
                                        : whenFalse;
                case 0x35 ->
                        at +=
                                Integer.compareUnsigned(accumulator, constant) >= 0
                                        ? whenTrue
                                        : whenFalse;
                default -> throw new AssertionError("no instruction at " + (at - 1));
            }
        }
        throw new AssertionError("ran past the end");
    }

    private static int checkedOffset(int offset) {
        if (offset < 0 || offset >= 64 || offset % 4 != 0)
            throw new AssertionError("load at " + offset);
        return offset;
    }
}
