package dev.caisson.launch.seccomp;

/// A comparison of one argument, unsigned.
///
/// @param argument 0 to 5
/// @param operand what the argument is compared with; for [Operator#MASKED_EQUAL] the mask
/// @param expected for [Operator#MASKED_EQUAL] what the masked argument has to be; else 0
record Condition(int argument, Operator operator, long operand, long expected) {
    enum Operator {
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        EQUAL,
        GREATER_OR_EQUAL,
        GREATER,
        MASKED_EQUAL
    }

    private static final int ARGUMENTS = 6;

    Condition {
        if (argument < 0 || argument >= ARGUMENTS)
            throw new IllegalArgumentException("argument index " + argument + " is not in 0-5");
    }

    /// The same for registers of this width, as libseccomp has it: the rest of a number does not
    /// count there.
    Condition narrowed(int registerBits) {
        if (registerBits == 64) return this;
        long mask = 0xFFFF_FFFFL;
        return new Condition(argument, operator, operand & mask, expected & mask);
    }
}
