package dev.caisson.stdio.driver;

import dev.caisson.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Opens destinations.
public final class LogDestinations {
    /// Where systemd's journal listens.
    public static final Path JOURNAL = Path.of("/run/systemd/journal/socket");

    private final Syscalls syscalls;
    private final Path journal;
    private final String host;

    /// @param host name of this machine
    /// @param journal usually [#JOURNAL]
    public LogDestinations(Syscalls syscalls, String host, Path journal) {
        this.syscalls = syscalls;
        this.host = host;
        this.journal = journal;
    }

    /// @param jsonFile where `json-file` writes
    /// @param mark of the place the messages go on from
    /// @param turned is run when a file was begun anew, at the place of the next message
    LogDestination open(
            LogDriverSettings settings,
            LogSubject subject,
            Path jsonFile,
            LogDestination.Mark mark,
            Runnable turned)
            throws IOException {
        var attributes = settings.attributes();
        return switch (settings.target()) {
            case LogDriverSettings.Ring _ -> throw new IOException("nothing is to be passed on");
            case LogDriverSettings.JsonFile file ->
                    new JsonFileDestination(
                            jsonFile, file, attributes.withTag(subject), mark, turned);
            case LogDriverSettings.Syslog syslog -> syslog(syslog, subject, attributes);
            case LogDriverSettings.Journal _ ->
                    new JournalDestination(
                            new Wires.Datagrams(syscalls, journal.toString()), subject, attributes);
            case LogDriverSettings.Gelf gelf ->
                    new GelfDestination(
                            Wires.open(syscalls, gelf.address()), gelf, host, subject, attributes);
            case LogDriverSettings.Fluentd fluentd ->
                    new FluentdDestination(
                            Wires.open(syscalls, fluentd.address()),
                            fluentd.subSecond(),
                            subject,
                            attributes);
        };
    }

    private LogDestination syslog(
            LogDriverSettings.Syslog syslog, LogSubject subject, LogAttributes attributes)
            throws IOException {
        var text =
                new SyslogText(
                        syslog.format(),
                        syslog.facility(),
                        host,
                        attributes.tagOf(subject),
                        ProcessHandle.current().pid());
        boolean stream =
                switch (syslog.address().getScheme()) {
                    case "tcp" -> true;
                    case "unix" -> Wires.isStream(syslog.address().getPath());
                    default -> false;
                };
        return new SyslogDestination(Wires.open(syscalls, syslog.address()), stream, text);
    }

    /// Refuses what cannot be reached on this host, as dockerd does at the start.
    ///
    /// @throws dev.caisson.fault.InvalidInput `LOG_DRIVER_FAILED`, `LOG_OPTION_INVALID`
    public void check(LogDriverSettings settings) {
        switch (settings.target()) {
            case LogDriverSettings.Journal _ -> {
                if (!Files.exists(journal)) {
                    throw LogOptions.failed("journald is not enabled on this host");
                }
            }
            case LogDriverSettings.Syslog syslog -> {
                var path = syslog.address().getPath();
                if (path.isEmpty() || Files.exists(Path.of(path))) return;
                if (path.equals(NetworkTargets.SYSLOG_SOCKET)) {
                    throw LogOptions.failed("Unix syslog delivery error");
                }
                throw LogOptions.invalid("stat " + path + ": no such file or directory");
            }
            case LogDriverSettings.Ring _,
                    LogDriverSettings.JsonFile _,
                    LogDriverSettings.Gelf _,
                    LogDriverSettings.Fluentd _ -> {
                // a file can be made; what is in the network may come later
            }
        }
    }
}
