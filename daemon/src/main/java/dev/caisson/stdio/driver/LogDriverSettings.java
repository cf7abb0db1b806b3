package dev.caisson.stdio.driver;

import dev.caisson.spec.LogLayout;
import java.net.URI;

/// What a container's log driver and its options mean.
///
/// @param layout of the ring
/// @param readable false when `logs` is refused
/// @param lossless the container waits while the destination is a whole ring behind
public record LogDriverSettings(
        String driver,
        LogLayout layout,
        boolean readable,
        LogAttributes attributes,
        boolean lossless,
        Target target) {
    /// Where messages go.
    public sealed interface Target {}

    /// Nowhere: the ring is all there is.
    public record Ring() implements Target {}

    /// Docker's `<id>-json.log`.
    ///
    /// @param maxBytes 0 for no limit
    /// @param maxFiles 1 or more
    public record JsonFile(long maxBytes, int maxFiles, boolean compress) implements Target {}

    /// @param address `unix`, `unixgram`, `udp` or `tcp`
    /// @param facility 0 to 23
    public record Syslog(URI address, int facility, SyslogFormat format) implements Target {}

    /// systemd's journal.
    public record Journal() implements Target {}

    /// @param address `udp` or `tcp`
    /// @param level of the compression, -1 to 9
    public record Gelf(URI address, Compression compression, int level) implements Target {}

    /// Of GELF messages.
    public enum Compression {
        GZIP,
        ZLIB,
        NONE
    }

    /// Fluentd's forward protocol.
    ///
    /// @param address `tcp` or `unix`
    public record Fluentd(URI address, boolean subSecond) implements Target {}

    /// Whether there is anything to pass on.
    public boolean forwards() {
        return !(target instanceof Ring);
    }
}
