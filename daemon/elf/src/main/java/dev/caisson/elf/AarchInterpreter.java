package dev.caisson.elf;

import dev.caisson.elf.Assembler.Reach;

/// The interpreter for aarch64.
///
/// `x19` is the address of the row, `x20` that of the report, `sp` 48 bytes for the arguments;
/// nothing else lives across rows. The kernel keeps all registers but x0 over a call.
final class AarchInterpreter {
    private AarchInterpreter() {}

    static Assembly assemble(int table, int report) {
        var prologue =
                """
                .set TABLE, %#x
                .set REPORT, %#x
                """
                        .formatted(table, report);
        return new Assembler(prologue)
                .word("sub sp, sp, #48", 0xd100c3ff)
                .word("ldr w19,", 0x18000013, "table", Reach.WORDS_19)
                .word("ldr w20,", 0x18000014, "report", Reach.WORDS_19)
                .label("row")
                .word("add x9, x19, #20", 0x91005269) // args
                .word("ldrb w10, [x19, #2]", 0x39400a6a) // loads: bit i is argument i
                .word("mov x11, sp", 0x910003eb)
                .word("mov w12, #6", 0x528000cc)
                .label("argument")
                .word("ldrsw x13, [x9], #4", 0xb880452d)
                .word("tbz w10, #0,", 0x3600000a, "keep", Reach.WORDS_14)
                .word("ldr x13, [x13]", 0xf94001ad)
                .label("keep")
                .word("str x13, [x11], #8", 0xf800856d)
                .word("lsr w10, w10, #1", 0x53017d4a)
                .word("subs w12, w12, #1", 0x7100058c)
                .word("b.ne", 0x54000001, "argument", Reach.WORDS_19)
                .word("ldp x0, x1, [sp]", 0xa94007e0)
                .word("ldp x2, x3, [sp, #16]", 0xa9410fe2)
                .word("ldp x4, x5, [sp, #32]", 0xa94217e4)
                .word("ldrh w8, [x19]", 0x79400268) // number
                .word("ldrb w9, [x19, #3]", 0x39400e69) // kind
                .word("cbz w9,", 0x34000009, "call", Reach.WORDS_19)
                .word("cmp w9, #2", 0x7100093f)
                .word("b.eq", 0x54000000, "subtract", Reach.WORDS_19)
                .word("b.hi", 0x54000008, "mask", Reach.WORDS_19)
                .word("adds x0, x0, x1", 0xab010000)
                .word("b", 0x14000000, "store", Reach.WORDS_26)
                .label("subtract")
                .word("subs x0, x0, x1", 0xeb010000)
                .word("b", 0x14000000, "store", Reach.WORDS_26)
                .label("mask")
                .word("ands x0, x0, x1", 0xea010000)
                .word("b", 0x14000000, "store", Reach.WORDS_26)
                .label("call")
                .word("svc #0", 0xd4000001)
                .word("cmp x0, #0", 0xf100001f)
                .word("b.pl", 0x54000005, "store", Reach.WORDS_19)
                .word("stp x19, x0, [x20]", 0xa9000293)
                .label("store") // from here on no instruction changes the flags of the result
                .word("ldr w9, [x19, #4]", 0xb9400669) // result cell
                .word("cbz w9,", 0x34000009, "choose", Reach.WORDS_19)
                .word("str x0, [x9]", 0xf9000120)
                .label("choose")
                .word("ldp w10, w11, [x19, #8]", 0x29412e6a) // onError, onZero
                .word("ldr w9, [x19, #16]", 0xb9401269) // onPositive
                .word("csel w9, w11, w9, eq", 0x1a890169)
                .word("csel w19, w10, w9, mi", 0x1a894153)
                .word("b", 0x14000000, "row", Reach.WORDS_26)
                .label("table")
                .word(".word TABLE", table)
                .label("report")
                .word(".word REPORT", report)
                .assemble();
    }
}
