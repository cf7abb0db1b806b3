package dev.caisson.cgroup;

import dev.caisson.spec.Resources.DeviceRule;
import dev.caisson.sys.Bpf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Compiles device rules to an eBPF program, which version 2 has instead of a list.
///
/// The rules are tried from the last to the first, so that the last that matches decides. An
/// allowing rule matches when it covers all the access asked for, a denying one when it touches
/// any of it. Rules for the same device that follow each other and agree are one, since opening
/// for reading and writing asks for both at once. What no rule matches is denied.
final class DeviceProgram {
    // include/uapi/linux/bpf.h and bpf_common.h
    private static final int LOAD_WORD = 0x61;
    private static final int MOVE_REGISTER = 0xBC;
    private static final int MOVE = 0xB4;
    private static final int AND = 0x54;
    private static final int SHIFT_RIGHT = 0x74;
    private static final int JUMP_UNLESS_EQUAL = 0x56;
    private static final int JUMP_IF_EQUAL = 0x16;
    private static final int EXIT = 0x95;

    // struct bpf_cgroup_dev_ctx
    private static final int ACCESS_AND_TYPE = 0;
    private static final int MAJOR = 4;
    private static final int MINOR = 8;

    // Registers. 0 is the result, 1 the context.
    private static final int RESULT = 0;
    private static final int SCRATCH = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR_NUMBER = 4;
    private static final int MINOR_NUMBER = 5;
    private static final int EVERYTHING =
            Bpf.BPF_DEVCG_ACC_READ | Bpf.BPF_DEVCG_ACC_WRITE | Bpf.BPF_DEVCG_ACC_MKNOD;

    private record Instruction(int code, int destination, int source, int offset, int constant) {}

    private final List<Instruction> instructions = new ArrayList<>();

    private DeviceProgram() {}

    /// `struct bpf_insn`s, little-endian as both machines are.
    static byte[] compile(List<DeviceRule> rules) {
        var program = new DeviceProgram();
        program.begin();
        for (var rule : merged(rules).reversed()) {
            program.add(rule);
            // The verifier refuses what cannot be reached.
            if (matchesEverything(rule)) return program.bytes();
        }
        program.answer(0);
        return program.bytes();
    }

    private static List<DeviceRule> merged(List<DeviceRule> rules) {
        var merged = new ArrayList<DeviceRule>();
        for (var rule : rules) {
            var last = merged.isEmpty() ? null : merged.getLast();
            if (last != null
                    && last.allow() == rule.allow()
                    && last.type() == rule.type()
                    && last.major() == rule.major()
                    && last.minor() == rule.minor())
                merged.set(
                        merged.size() - 1,
                        new DeviceRule(
                                rule.allow(),
                                rule.type(),
                                rule.major(),
                                rule.minor(),
                                last.access() + rule.access()));
            else merged.add(rule);
        }
        return merged;
    }

    private void begin() {
        add(LOAD_WORD, TYPE, SCRATCH, ACCESS_AND_TYPE, 0);
        add(LOAD_WORD, MAJOR_NUMBER, SCRATCH, MAJOR, 0);
        add(LOAD_WORD, MINOR_NUMBER, SCRATCH, MINOR, 0);
        add(MOVE_REGISTER, ACCESS, TYPE, 0, 0);
        add(SHIFT_RIGHT, ACCESS, 0, 0, 16);
        add(AND, TYPE, 0, 0, 0xFFFF);
    }

    private void add(DeviceRule rule) {
        var skips = new ArrayList<Integer>();
        if (rule.type() != 'a')
            skips.add(
                    add(
                            JUMP_UNLESS_EQUAL,
                            TYPE,
                            0,
                            0,
                            rule.type() == 'b' ? Bpf.BPF_DEVCG_DEV_BLOCK : Bpf.BPF_DEVCG_DEV_CHAR));
        int access = access(rule);
        if (access != EVERYTHING) {
            // What is asked beyond an allowing rule, or within a denying one.
            add(MOVE_REGISTER, SCRATCH, ACCESS, 0, 0);
            add(AND, SCRATCH, 0, 0, rule.allow() ? ~access : access);
            skips.add(add(rule.allow() ? JUMP_UNLESS_EQUAL : JUMP_IF_EQUAL, SCRATCH, 0, 0, 0));
        }
        if (rule.major() >= 0) skips.add(add(JUMP_UNLESS_EQUAL, MAJOR_NUMBER, 0, 0, rule.major()));
        if (rule.minor() >= 0) skips.add(add(JUMP_UNLESS_EQUAL, MINOR_NUMBER, 0, 0, rule.minor()));
        answer(rule.allow() ? 1 : 0);
        int next = instructions.size();
        for (int skip : skips) {
            var jump = instructions.get(skip);
            instructions.set(
                    skip,
                    new Instruction(
                            jump.code, jump.destination, 0, next - skip - 1, jump.constant));
        }
    }

    private static boolean matchesEverything(DeviceRule rule) {
        return rule.type() == 'a'
                && rule.major() < 0
                && rule.minor() < 0
                && access(rule) == EVERYTHING;
    }

    private static int access(DeviceRule rule) {
        int access = 0;
        if (rule.access().contains("r")) access |= Bpf.BPF_DEVCG_ACC_READ;
        if (rule.access().contains("w")) access |= Bpf.BPF_DEVCG_ACC_WRITE;
        if (rule.access().contains("m")) access |= Bpf.BPF_DEVCG_ACC_MKNOD;
        return access;
    }

    private void answer(int value) {
        add(MOVE, RESULT, 0, 0, value);
        add(EXIT, 0, 0, 0, 0);
    }

    private int add(int code, int destination, int source, int offset, int constant) {
        instructions.add(new Instruction(code, destination, source, offset, constant));
        return instructions.size() - 1;
    }

    private byte[] bytes() {
        var bytes = ByteBuffer.allocate(instructions.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (var each : instructions) {
            bytes.put((byte) each.code);
            bytes.put((byte) (each.source << 4 | each.destination));
            bytes.putShort((short) each.offset);
            bytes.putInt(each.constant);
        }
        return bytes.array();
    }
}
