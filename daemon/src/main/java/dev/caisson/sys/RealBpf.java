package dev.caisson.sys;

import java.util.Arrays;

/// [BpfCalls] on the running kernel.
interface RealBpf extends BpfCalls {
    int INSTRUCTION_SIZE = 8;
    // BPF_OBJ_NAME_LEN, include/uapi/linux/bpf.h, without the NUL
    int NAME_MAX = 15;
    int LOG_SIZE = 16 << 10;
    int MOST_PROGRAMS = 64;

    @Override
    default int bpfProgLoad(int type, byte[] instructions, String license, String name) {
        try {
            return load(type, instructions, license, name, false);
        } catch (SyscallException failure) {
            // Only the second try asks for a log: it makes loading slower.
            if (failure.is(Errno.EINVAL) || failure.is(Errno.EACCES)) {
                return load(type, instructions, license, name, true);
            }
            throw failure;
        }
    }

    private static int load(
            int type, byte[] instructions, String license, String name, boolean logged) {
        try (var scratch = Scratch.take()) {
            int attributes = scratch.zeroed(Layouts.BPF_ATTR.size());
            var memory = scratch.memory();
            memory.putInt(attributes + Layouts.BPF_PROG_TYPE, type)
                    .putInt(
                            attributes + Layouts.BPF_INSN_CNT,
                            instructions.length / INSTRUCTION_SIZE)
                    .putLong(
                            attributes + Layouts.BPF_INSNS,
                            scratch.bytes(instructions, 0, instructions.length))
                    .putLong(attributes + Layouts.BPF_LICENSE, scratch.string(license));
            for (int i = 0; i < Math.min(name.length(), NAME_MAX); i++) {
                memory.put(attributes + Layouts.BPF_PROG_NAME + i, (byte) name.charAt(i));
            }
            int log = 0;
            if (logged) {
                log = scratch.zeroed(LOG_SIZE);
                memory.putInt(attributes + Layouts.BPF_LOG_LEVEL, 1)
                        .putInt(attributes + Layouts.BPF_LOG_SIZE, LOG_SIZE)
                        .putLong(attributes + Layouts.BPF_LOG_BUF, scratch.address(log));
            }
            try {
                return bpf(scratch, Bpf.BPF_PROG_LOAD, attributes);
            } catch (SyscallException failure) {
                if (!logged) throw failure;
                int length = NativeText.length(memory, log, log + LOG_SIZE);
                var detail = scratch.text(log, length).strip();
                throw new SyscallException(failure.errno(), failure.call(), detail);
            }
        }
    }

    @Override
    default void bpfProgAttach(
            int targetFd, int programFd, int attachType, int flags, int replaceFd) {
        try (var scratch = Scratch.take()) {
            int attributes = scratch.zeroed(Layouts.BPF_ATTR.size());
            scratch.memory()
                    .putInt(attributes + Layouts.BPF_TARGET_FD, targetFd)
                    .putInt(attributes + Layouts.BPF_ATTACH_FD, programFd)
                    .putInt(attributes + Layouts.BPF_ATTACH_TYPE, attachType)
                    .putInt(attributes + Layouts.BPF_ATTACH_FLAGS, flags)
                    .putInt(attributes + Layouts.BPF_REPLACE_FD, replaceFd);
            bpf(scratch, Bpf.BPF_PROG_ATTACH, attributes);
        }
    }

    @Override
    default void bpfProgDetach(int targetFd, int programFd, int attachType) {
        try (var scratch = Scratch.take()) {
            int attributes = scratch.zeroed(Layouts.BPF_ATTR.size());
            scratch.memory()
                    .putInt(attributes + Layouts.BPF_TARGET_FD, targetFd)
                    .putInt(attributes + Layouts.BPF_ATTACH_FD, programFd)
                    .putInt(attributes + Layouts.BPF_ATTACH_TYPE, attachType);
            bpf(scratch, Bpf.BPF_PROG_DETACH, attributes);
        }
    }

    @Override
    default int[] bpfProgQuery(int targetFd, int attachType) {
        try (var scratch = Scratch.take()) {
            int attributes = scratch.zeroed(Layouts.BPF_ATTR.size());
            int ids = scratch.zeroed(4 * MOST_PROGRAMS);
            scratch.memory()
                    .putInt(attributes + Layouts.BPF_QUERY_TARGET, targetFd)
                    .putInt(attributes + Layouts.BPF_QUERY_TYPE, attachType)
                    .putLong(attributes + Layouts.BPF_QUERY_IDS, scratch.address(ids))
                    .putInt(attributes + Layouts.BPF_QUERY_COUNT, MOST_PROGRAMS);
            bpf(scratch, Bpf.BPF_PROG_QUERY, attributes);
            var found = new int[scratch.memory().getInt(attributes + Layouts.BPF_QUERY_COUNT)];
            Arrays.setAll(found, i -> scratch.memory().getInt(ids + 4 * i));
            return found;
        }
    }

    @Override
    default int bpfProgGetFdById(int id) {
        try (var scratch = Scratch.take()) {
            int attributes = scratch.zeroed(Layouts.BPF_ATTR.size());
            scratch.memory().putInt(attributes + Layouts.BPF_PROG_ID, id);
            return bpf(scratch, Bpf.BPF_PROG_GET_FD_BY_ID, attributes);
        }
    }

    private static int bpf(Scratch scratch, int command, int attributes) {
        return (int)
                Kernel.call(
                        () -> "bpf command " + command,
                        CallNumber.BPF,
                        command,
                        scratch.address(attributes),
                        Layouts.BPF_ATTR.size());
    }
}
