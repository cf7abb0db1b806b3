package dev.caisson.stdio.driver;

import dev.caisson.stdio.driver.LogDriverSettings.Compression;
import dev.caisson.stdio.driver.LogDriverSettings.Fluentd;
import dev.caisson.stdio.driver.LogDriverSettings.Gelf;
import dev.caisson.stdio.driver.LogDriverSettings.Syslog;
import dev.caisson.stdio.driver.LogDriverSettings.Target;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Options of drivers that send messages somewhere. Texts are dockerd's.
final class NetworkTargets {
    private static final List<String> FACILITIES =
            List.of(
                    "kern",
                    "user",
                    "mail",
                    "daemon",
                    "auth",
                    "syslog",
                    "lpr",
                    "news",
                    "uucp",
                    "cron",
                    "authpriv",
                    "ftp",
                    "",
                    "",
                    "",
                    "",
                    "local0",
                    "local1",
                    "local2",
                    "local3",
                    "local4",
                    "local5",
                    "local6",
                    "local7");
    private static final int DAEMON = 3;
    private static final Set<String> SYSLOG =
            Set.of("syslog-address", "syslog-facility", "syslog-format");
    private static final Set<String> GELF =
            Set.of(
                    "gelf-address",
                    "gelf-compression-level",
                    "gelf-compression-type",
                    "gelf-tcp-max-reconnect",
                    "gelf-tcp-reconnect-delay");
    private static final Set<String> FLUENTD =
            Set.of(
                    "fluentd-address",
                    "fluentd-async",
                    "fluentd-async-connect",
                    "fluentd-async-reconnect-interval",
                    "fluentd-buffer-limit",
                    "fluentd-max-retries",
                    "fluentd-request-ack",
                    "fluentd-retry-wait",
                    "fluentd-sub-second-precision",
                    "fluentd-write-timeout");
    /// Where syslog listens on a host.
    static final String SYSLOG_SOCKET = "/dev/log";

    private static final int SYSLOG_PORT = 514;
    private static final int FLUENTD_PORT = 24224;

    private NetworkTargets() {}

    static Target syslog(LogOptions given) {
        given.refuseOthers("syslog", LogDrivers.withAttributes(SYSLOG));
        var address = syslogAddress(given.text("syslog-address"));
        var format =
                switch (given.text("syslog-format")) {
                    case "" -> SyslogFormat.UNIX;
                    case "rfc3164" -> SyslogFormat.RFC3164;
                    case "rfc5424" -> SyslogFormat.RFC5424;
                    case "rfc5424micro" -> SyslogFormat.RFC5424MICRO;
                    default -> throw LogOptions.invalid("Invalid syslog format");
                };
        return new Syslog(address, facility(given), format);
    }

    private static URI syslogAddress(String written) {
        if (written.isEmpty()) {
            return URI.create("unixgram://" + SYSLOG_SOCKET);
        }
        var address = uri(written);
        var scheme = address.getScheme() == null ? "" : address.getScheme();
        return switch (scheme) {
            case "unix", "unixgram" -> onThisHost(address, written);
            case "udp", "tcp" -> withPort(address, SYSLOG_PORT);
            case "tcp+tls" ->
                    throw LogOptions.invalid(
                            "syslog over TLS is not supported: send to a relay on this host");
            default -> throw LogOptions.invalid("unsupported scheme: '" + scheme + "'");
        };
    }

    private static URI onThisHost(URI address, String written) {
        if (address.getPath() != null && address.getPath().startsWith("/")) return address;
        throw LogOptions.invalid("stat " + written + ": no such file or directory");
    }

    private static int facility(LogOptions given) {
        var written = given.text("syslog-facility");
        if (written.isEmpty()) return DAEMON;
        int named = FACILITIES.indexOf(written);
        if (named >= 0) return named;
        if (written.matches("[0-9]{1,2}") && Integer.parseInt(written) < FACILITIES.size()) {
            return Integer.parseInt(written);
        }
        throw LogOptions.invalid("invalid syslog facility");
    }

    static Target gelf(LogOptions given) {
        if (given.text("gelf-address").isEmpty()) {
            throw LogOptions.invalid("gelf-address is a required parameter");
        }
        given.refuseOthers("gelf", LogDrivers.withAttributes(GELF));
        var address = uri(given.text("gelf-address"));
        var scheme = address.getScheme() == null ? "" : address.getScheme();
        if (!scheme.equals("udp") && !scheme.equals("tcp")) {
            throw LogOptions.invalid("gelf: endpoint needs to be TCP or UDP");
        }
        if (address.getPort() < 0 || address.getHost() == null) {
            throw LogOptions.invalid("gelf: please provide gelf-address as proto://host:port");
        }
        boolean compressed = given.has("gelf-compression-type");
        if (scheme.equals("tcp") && (compressed || given.has("gelf-compression-level"))) {
            throw LogOptions.invalid("compression is only supported on UDP");
        }
        return new Gelf(address, compression(given, scheme), level(given));
    }

    private static Compression compression(LogOptions given, String scheme) {
        var written = given.text("gelf-compression-type");
        if (scheme.equals("tcp")) return Compression.NONE;
        return switch (written) {
            case "", "gzip" -> Compression.GZIP;
            case "zlib" -> Compression.ZLIB;
            case "none" -> Compression.NONE;
            default -> throw unknown(written, "gelf-compression-type");
        };
    }

    private static int level(LogOptions given) {
        var written = given.text("gelf-compression-level");
        if (written.isEmpty()) return 1;
        if (!written.matches("-1|[0-9]")) throw unknown(written, "gelf-compression-level");
        return Integer.parseInt(written);
    }

    private static RuntimeException unknown(String value, String option) {
        return LogOptions.invalid(
                "unknown value \""
                        + value
                        + "\" for log opt \""
                        + option
                        + "\" for gelf log driver");
    }

    static Target fluentd(LogOptions given) {
        given.refuseOthers("fluentd", LogDrivers.withAttributes(FLUENTD));
        var written = given.text("fluentd-address");
        var address = uri(written.contains("://") ? written : "tcp://" + written);
        var scheme = address.getScheme().toLowerCase(Locale.ROOT);
        boolean subSecond = given.flag("fluentd-sub-second-precision", false);
        return switch (scheme) {
            case "unix" -> new Fluentd(address, subSecond);
            case "tcp" -> new Fluentd(withPort(address, FLUENTD_PORT), subSecond);
            default ->
                    throw LogOptions.invalid(
                            "invalid fluentd-address ("
                                    + written
                                    + "): unsupported scheme: '"
                                    + scheme
                                    + "'");
        };
    }

    private static URI withPort(URI address, int port) {
        var host = address.getHost() == null ? "127.0.0.1" : address.getHost();
        int chosen = address.getPort() < 0 ? port : address.getPort();
        return URI.create(address.getScheme() + "://" + host + ":" + chosen);
    }

    private static URI uri(String written) {
        try {
            return new URI(written.equals("tcp://") ? "tcp://127.0.0.1" : written);
        } catch (URISyntaxException wrong) {
            throw LogOptions.invalid("invalid address " + written + ": " + wrong.getReason());
        }
    }
}
