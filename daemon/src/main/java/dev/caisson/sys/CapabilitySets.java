package dev.caisson.sys;

/// The three sets of `capset(2)`, bit `n` for capability `n`. Layout: `struct
/// __user_cap_data_struct` (twice), include/uapi/linux/capability.h, version 3.
public record CapabilitySets(long effective, long permitted, long inheritable) {}
