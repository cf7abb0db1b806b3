package dev.caisson.sys;

/// Constants of `bpf(2)`. Source: include/uapi/linux/bpf.h.
public final class Bpf {
    public static final int BPF_PROG_LOAD = 5;
    public static final int BPF_PROG_ATTACH = 8;
    public static final int BPF_PROG_DETACH = 9;
    public static final int BPF_PROG_GET_FD_BY_ID = 13;
    public static final int BPF_PROG_QUERY = 16;
    public static final int BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    public static final int BPF_CGROUP_DEVICE = 6;
    public static final int BPF_F_ALLOW_OVERRIDE = 1;
    public static final int BPF_F_ALLOW_MULTI = 2;
    public static final int BPF_F_REPLACE = 4;
    public static final int BPF_DEVCG_ACC_MKNOD = 1;
    public static final int BPF_DEVCG_ACC_READ = 2;
    public static final int BPF_DEVCG_ACC_WRITE = 4;
    public static final int BPF_DEVCG_DEV_BLOCK = 1;
    public static final int BPF_DEVCG_DEV_CHAR = 2;

    private Bpf() {}
}
