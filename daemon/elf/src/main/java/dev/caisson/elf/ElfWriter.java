package dev.caisson.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Writes a table as a static ELF64 executable. The same table gives the same bytes.
public final class ElfWriter {
    // include/uapi/linux/elf.h
    private static final short ET_EXEC = 2;
    private static final int PT_LOAD = 1;
    private static final int PT_GNU_STACK = 0x6474e551;
    private static final int PF_X = 1;
    private static final int PF_W = 2;
    private static final int PF_R = 4;

    private final Table table;
    private final Layout layout;
    private final ByteBuffer out;

    private ElfWriter(Table table) {
        this.table = table;
        this.layout = table.layout();
        this.out = ByteBuffer.allocate(layout.fileBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// The executable. It needs no interpreter, no relocation and no section.
    public static byte[] write(Table table) {
        var writer = new ElfWriter(table);
        writer.headers();
        writer.code();
        for (var row : table.rows()) writer.row(row);
        for (var datum : table.data()) writer.datum(datum);
        return writer.out.array();
    }

    private void headers() {
        out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0); // 64-bit, little-endian
        out.putShort(ET_EXEC).putShort((short) table.machine().elfNumber()).putInt(1);
        out.putLong(layout.code()); // e_entry
        out.putLong(64).putLong(0).putInt(0); // e_phoff, e_shoff, e_flags
        out.putShort((short) 64).putShort((short) 56).putShort((short) 3); // sizes, e_phnum
        out.putShort((short) 64).putShort((short) 0).putShort((short) 0); // no sections
        int text = layout.dataOffset();
        segment(PT_LOAD, PF_R | PF_X, 0, Layout.TEXT, text, text, Layout.SEGMENT);
        segment(
                PT_LOAD,
                PF_R | PF_W,
                layout.dataOffset(),
                layout.data(),
                layout.fileBytes() - layout.dataOffset(),
                layout.memoryEnd() - layout.data(),
                Layout.SEGMENT);
        segment(PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 16);
    }

    private void segment(
            int type, int flags, int offset, int address, int file, int memory, int alignment) {
        out.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(address);
        out.putLong(file).putLong(memory).putLong(alignment);
    }

    private void code() {
        at(layout.code());
        out.put(Interpreter.code(table.machine(), layout.table(), layout.data()).bytes());
    }

    /// A row as the interpreters read it: u16 number, u8 which arguments are loads, u8 kind (0 is a
    /// system call), u32 result cell or 0, u32 onError, onZero, onPositive, then six i32 arguments.
    private void row(Row row) {
        at(layout.row(row.index()));
        var args = row.args();
        int loads = 0;
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i) instanceof Cell) loads |= 1 << i;
        }
        int number = row.call() instanceof SyscallName name ? table.machine().number(name) : 0;
        out.putShort((short) number).put((byte) loads).put(kind(row.call()));
        var result = row.result();
        out.putInt(result == null ? 0 : table.resolve(result.address()));
        out.putInt(layout.row(row.onError()));
        out.putInt(layout.row(row.onZero()));
        out.putInt(layout.row(row.onPositive()));
        for (int i = 0; i < args.size(); i++) out.putInt(value(args.get(i)));
    }

    private static byte kind(Call call) {
        return switch (call) {
            case SyscallName _ -> 0;
            case Arithmetic.ADD -> 1;
            case Arithmetic.SUB -> 2;
            case Arithmetic.AND -> 3;
        };
    }

    private int value(Arg arg) {
        return switch (arg) {
            case Arg.Immediate(int value) -> value;
            case Address address -> table.resolve(address);
            case Cell cell -> table.resolve(cell.address());
        };
    }

    private void datum(Datum datum) {
        switch (datum.content()) {
            case Datum.Content.Text(var bytes) -> at(layout.address(datum)).put(bytes.duplicate());
            case Datum.Content.Blob(var bytes) -> at(layout.address(datum)).put(bytes.duplicate());
            case Datum.Content.Words(var words, _) -> {
                at(layout.address(datum));
                for (var word : words) out.putLong(value(word));
            }
            case Datum.Content.Zeros _ -> {}
        }
    }

    private long value(Word word) {
        return switch (word) {
            case Word.Plain(long value) -> value;
            case Address address -> table.resolve(address);
        };
    }

    /// Goes to where an address is in the file.
    private ByteBuffer at(int address) {
        boolean inData = address >= layout.data();
        int offset = inData ? address - layout.data() + layout.dataOffset() : address - Layout.TEXT;
        return out.position(offset);
    }
}
