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
            long mark,
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
                            new Wires.Datagrams(syscalls, journal.toString()),
                            subject,
                            attributes);
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

    /// Whether this host has a journal.
    public boolean hasJournal() {
        return Files.exists(journal);
    }
}
