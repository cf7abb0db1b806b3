package dev.caisson.stdio.driver;

/// Docker's values of `syslog-format`.
public enum SyslogFormat {
    /// Without a host: the default.
    UNIX,
    RFC3164,
    RFC5424,
    /// With microseconds.
    RFC5424MICRO
}
