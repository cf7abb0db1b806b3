package dev.caisson.launch;

import dev.caisson.elf.Arg;

/// What the interpreter computes itself.
sealed interface Compute extends Op {
    record Add(Arg a, Arg b) implements Compute {}

    record Subtract(Arg a, Arg b) implements Compute {}

    record And(Arg a, Arg b) implements Compute {}
}
