package dev.caisson.sys;

/// `bpf(2)` as the devices of cgroup v2 need it. Constants: [Bpf].
public interface BpfCalls {
    /// `BPF_PROG_LOAD`. When the verifier refuses, its log is part of the exception's text.
    ///
    /// @param type [Bpf#BPF_PROG_TYPE_CGROUP_DEVICE]
    /// @param instructions `struct bpf_insn`s of 8 bytes each, in the machine's byte order
    /// @return the program's descriptor; close-on-exec
    int bpfProgLoad(int type, byte[] instructions, String license, String name);

    /// `BPF_PROG_ATTACH`.
    ///
    /// @param targetFd the cgroup's directory
    /// @param attachType [Bpf#BPF_CGROUP_DEVICE]
    /// @param flags [Bpf#BPF_F_ALLOW_MULTI], with `BPF_F_REPLACE` when `replaceFd` is a program
    /// @param replaceFd program to replace at once, or 0
    void bpfProgAttach(int targetFd, int programFd, int attachType, int flags, int replaceFd);

    /// `BPF_PROG_DETACH`.
    void bpfProgDetach(int targetFd, int programFd, int attachType);

    /// `BPF_PROG_QUERY`.
    ///
    /// @return ids of the programs attached to this very cgroup, at most 64
    int[] bpfProgQuery(int targetFd, int attachType);

    /// `BPF_PROG_GET_FD_BY_ID`. Close-on-exec.
    int bpfProgGetFdById(int id);
}
