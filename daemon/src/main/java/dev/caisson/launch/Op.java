package dev.caisson.launch;

/// One step of a launch program: a system call with its arguments, or a computation between two.
///
/// Where it goes afterwards is not part of it but of its [LaunchProgram.Step]. Operands are what a
/// row of the table can take: numbers, addresses of data, and cells that earlier steps filled.
sealed interface Op permits FileOp, MountOp, ProcessOp, IdentityOp, Compute {}
