package dev.caisson.launch;

import dev.caisson.elf.Address;
import dev.caisson.elf.Arg;

/// Who a process is and what it may. Named after the kernel's calls.
sealed interface IdentityOp extends Op {
    /// @param gids unsigned 32-bit numbers
    record Setgroups(int count, Address gids) implements IdentityOp {}

    record Setresgid(Arg gid) implements IdentityOp {}

    record Setresuid(Arg uid) implements IdentityOp {}

    /// @param header `struct __user_cap_header_struct`
    /// @param sets two `struct __user_cap_data_struct`s
    record Capset(Address header, Address sets) implements IdentityOp {}

    /// @param program a `struct sock_fprog`
    record Seccomp(int flags, Address program) implements IdentityOp {}
}
