package dev.caisson.elf;

/// The interpreter for x86-64.
///
/// `rbx` is the address of the row; nothing else lives across rows. The kernel keeps all registers
/// but rax, rcx and r11 over a call. The arguments pass over the stack the process was born with,
/// which is balanced at each call, so that a child continues on its copy.
final class X86Interpreter {
    private X86Interpreter() {}

    static Assembly assemble(int table, int report) {
        var prologue =
                """
                .intel_syntax noprefix
                .set TABLE, %#x
                .set REPORT, %#x
                """
                        .formatted(table, report);
        return new Assembler(prologue)
                .bytesThen("mov ebx, TABLE", table, 0xbb)
                .label("row")
                .bytes("push 6", 0x6a, 6)
                .bytes("pop rcx", 0x59)
                .bytes("lea esi, [rbx + 20]", 0x8d, 0x73, 20) // args
                .bytes("mov dl, [rbx + 2]", 0x8a, 0x53, 2) // loads: bit i is argument i
                .label("argument")
                .bytes("lodsd", 0xad)
                .bytes("cdqe", 0x48, 0x98)
                .bytes("shr dl, 1", 0xd0, 0xea)
                .jump("jnc", 0x73, "keep")
                .bytes("mov rax, [rax]", 0x48, 0x8b, 0x00)
                .label("keep")
                .bytes("push rax", 0x50)
                .jump("loop", 0xe2, "argument")
                .bytes("pop r9", 0x41, 0x59)
                .bytes("pop r8", 0x41, 0x58)
                .bytes("pop r10", 0x41, 0x5a)
                .bytes("pop rdx", 0x5a)
                .bytes("pop rsi", 0x5e)
                .bytes("pop rdi", 0x5f)
                .bytes("movzx eax, word ptr [rbx]", 0x0f, 0xb7, 0x03) // number
                .bytes("mov cl, [rbx + 3]", 0x8a, 0x4b, 3) // kind; rcx was 0 after the loop
                .jump("jrcxz", 0xe3, "call")
                .bytes("xchg rax, rdi", 0x48, 0x97)
                .jump("loop", 0xe2, "subtract")
                .bytes("add rax, rsi", 0x48, 0x01, 0xf0)
                .jump("jmp", 0xeb, "store")
                .label("subtract")
                .jump("loop", 0xe2, "mask")
                .bytes("sub rax, rsi", 0x48, 0x29, 0xf0)
                .jump("jmp", 0xeb, "store")
                .label("mask")
                .bytes("and rax, rsi", 0x48, 0x21, 0xf0)
                .jump("jmp", 0xeb, "store")
                .label("call")
                .bytes("syscall", 0x0f, 0x05)
                .bytes("test rax, rax", 0x48, 0x85, 0xc0)
                .jump("jns", 0x79, "store")
                .bytesThen("mov [REPORT], ebx", report, 0x89, 0x1c, 0x25)
                .bytesThen("mov [REPORT + 8], rax", report + 8, 0x48, 0x89, 0x04, 0x25)
                .label("store") // from here on no instruction changes the flags of the result
                .bytes("mov ecx, [rbx + 4]", 0x8b, 0x4b, 4) // result cell
                .jump("jrcxz", 0xe3, "choose")
                .bytes("mov [rcx], rax", 0x48, 0x89, 0x01)
                .label("choose")
                .bytes("mov ecx, [rbx + 16]", 0x8b, 0x4b, 16) // onPositive
                .bytes("cmovz ecx, [rbx + 12]", 0x0f, 0x44, 0x4b, 12) // onZero
                .bytes("cmovs ecx, [rbx + 8]", 0x0f, 0x48, 0x4b, 8) // onError
                .bytes("mov ebx, ecx", 0x89, 0xcb)
                .jump("jmp", 0xeb, "row")
                .assemble();
    }
}
