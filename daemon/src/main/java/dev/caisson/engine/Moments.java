package dev.caisson.engine;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/// Times as filters write them: seconds since 1970, how long ago, or a date.
final class Moments {
    private Moments() {}

    /// @throws InvalidInput `FILTER_VALUE_INVALID`
    static Instant parse(String text, Instant now) {
        try {
            if (text.matches("[0-9]+(\\.[0-9]+)?")) {
                return Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000));
            }
            if (text.matches("([0-9]+[hms])+")) {
                return now.minus(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)));
            }
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new InvalidInput(wrong, FaultCode.FILTER_VALUE_INVALID, "until", text);
        }
    }
}
