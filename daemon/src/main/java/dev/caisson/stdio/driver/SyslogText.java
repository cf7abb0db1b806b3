package dev.caisson.stdio.driver;

import dev.caisson.stdio.LogMessage;
import dev.caisson.stdio.StreamKind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Messages as syslog writes them: RFC 3164, RFC 5424, and the form without a host that is usual on
/// a local socket. The severity is informational for stdout and error for stderr.
///
/// @param facility 0 to 23
/// @param host name of this machine
/// @param pid of the daemon, as dockerd does
record SyslogText(SyslogFormat format, int facility, String host, String tag, long pid) {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("MMM d HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter RFC3339 =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX")
                    .withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter MICRO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX")
                    .withZone(ZoneId.systemDefault());
    private static final int ERROR = 3;
    private static final int INFORMATIONAL = 6;

    byte[] of(LogMessage message) {
        int severity = message.stream() == StreamKind.STDERR ? ERROR : INFORMATIONAL;
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                head(facility * 8 + severity, message.time()).getBytes(StandardCharsets.UTF_8));
        var bytes = message.bytes();
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        return out.toByteArray();
    }

    private String head(int priority, Instant time) {
        return switch (format) {
            case UNIX -> "<" + priority + ">" + stamp(time) + " " + tag + "[" + pid + "]: ";
            case RFC3164 ->
                    "<" + priority + ">" + stamp(time) + " " + host + " " + tag + "[" + pid + "]: ";
            case RFC5424 -> modern(priority, RFC3339.format(time));
            case RFC5424MICRO -> modern(priority, MICRO.format(time));
        };
    }

    private String modern(int priority, String time) {
        return "<" + priority + ">1 " + time + " " + host + " " + tag + " " + pid + " " + tag
                + " - ";
    }

    /// Days below ten are padded with a space.
    private static String stamp(Instant time) {
        var text = STAMP.format(time);
        return text.charAt(5) == ' ' ? text.substring(0, 4) + " " + text.substring(4) : text;
    }
}
