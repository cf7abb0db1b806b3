package dev.caisson.front.docker;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.time.DateTimeException;
import java.time.Instant;

/// Numbers and times as Go reads them, with its words about those it cannot read.
final class GoNumbers {
    private static final String SYNTAX = "invalid syntax";
    private static final String RANGE = "value out of range";

    private GoNumbers() {}

    /// `strconv.Atoi`.
    static int atoi(String text) {
        return atoi("strconv.Atoi", text);
    }

    /// @param function what is said to have failed
    static int atoi(String function, String text) {
        try {
            long number = signed(text);
            if (number == (int) number) return (int) number;
            throw new InvalidInput(FaultCode.NUMBER_INVALID, function, text, RANGE);
        } catch (NumberFormatException noNumber) {
            throw new InvalidInput(FaultCode.NUMBER_INVALID, function, text, SYNTAX);
        }
    }

    /// A size of a terminal: `strconv.ParseUint` of 32 bits, told about in Docker's way.
    ///
    /// @param what `height` or `width`
    static int terminalSize(String what, String text) {
        boolean number = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean negative =
                text.length() > 1
                        && text.charAt(0) == '-'
                        && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
        if (!number && !negative) {
            throw new InvalidInput(FaultCode.RESIZE_INVALID, what, text, SYNTAX);
        }
        if (negative || text.length() > 10 || Long.parseLong(text) > 0xffff_ffffL) {
            throw new InvalidInput(FaultCode.RESIZE_INVALID, what, text, RANGE);
        }
        return (int) Math.min(65_535, Long.parseLong(text));
    }

    /// A moment as Docker's clients send it: seconds since 1970, with or without a fraction.
    static Instant moment(String text) {
        int dot = text.indexOf('.');
        var whole = dot < 0 ? text : text.substring(0, dot);
        long seconds = parseInt(whole);
        long nanos = 0;
        if (dot >= 0) {
            var digits = (text.substring(dot + 1) + "000000000").substring(0, 9);
            nanos = parseInt(digits);
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException tooFar) {
            throw new InvalidInput(FaultCode.NUMBER_INVALID, "strconv.ParseInt", text, RANGE);
        }
    }

    /// `strconv.ParseInt`.
    static long parseInt(String text) {
        try {
            return signed(text);
        } catch (NumberFormatException noNumber) {
            throw new InvalidInput(FaultCode.NUMBER_INVALID, "strconv.ParseInt", text, SYNTAX);
        }
    }

    /// Only ASCII digits, where Java would take others too.
    private static long signed(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (text.length() == start) throw new NumberFormatException(text);
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') throw new NumberFormatException(text);
        }
        return Long.parseLong(text);
    }
}
