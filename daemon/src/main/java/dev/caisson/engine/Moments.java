package dev.caisson.engine;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.value.GoDuration;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/// Times as filters write them: seconds since 1970, how long ago, or a date with or without time
/// and zone. Source: moby api/types/time.
public final class Moments {
    private Moments() {}

    /// @throws InvalidInput `QUERY_INVALID`
    public static Instant parse(String text, Instant now) {
        try {
            if (text.matches("[0-9]{1,12}(\\.[0-9]{1,9})?")) {
                return Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000));
            }
            var ago = GoDuration.parse(text);
            if (ago.isPresent()) return now.minus(ago.get());
            if (text.matches(".*T.*(Z|[+-][0-9:]+)")) return OffsetDateTime.parse(text).toInstant();
            var zone = ZoneId.systemDefault();
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException | ArithmeticException wrong) {
            throw new InvalidInput(
                    wrong,
                    FaultCode.QUERY_INVALID,
                    "failed to parse value as time or duration: \"" + text + "\"");
        }
    }
}
