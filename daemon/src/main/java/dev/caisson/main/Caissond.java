package dev.caisson.main;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.caisson.sys.HostDigests;
import java.nio.file.FileSystemException;
import org.slf4j.LoggerFactory;

/// The daemon's main class.
public final class Caissond {
    private static final int FAILED = 1;

    private Caissond() {}

    public static void main(String... arguments) {
        try {
            var parsed = CommandLineArguments.parse(arguments);
            if (parsed.help()) {
                System.out.print(Usage.text());
                return;
            }
            if (parsed.version()) {
                System.out.println("caissond version " + BuildFacts.VERSION);
                return;
            }
            run(OptionReader.read(parsed));
        } catch (OptionError wrong) {
            System.err.println("caissond: " + wrong.text());
            System.exit(FAILED);
        } catch (FileSystemException refused) {
            // A disk that is full, read-only or not ours: the file and the reason say it all.
            var log = LoggerFactory.getLogger(Caissond.class);
            log.error("the daemon cannot start: {}", refused.getMessage());
            System.exit(FAILED);
        } catch (Exception | LinkageError failure) {
            LoggerFactory.getLogger(Caissond.class).error("the daemon cannot start", failure);
            System.exit(FAILED);
        }
    }

    private static void run(DaemonOptions options) throws Exception {
        level(options.logLevel());
        boolean _ = HostDigests.install();
        try (var daemon = RunningDaemon.start(options)) {
            var ending = new EndingSignal(daemon::close);
            ending.await();
        }
    }

    private static void level(DaemonOptions.LogLevel wanted) {
        var level =
                switch (wanted) {
                    case DEBUG -> Level.DEBUG;
                    case INFO -> Level.INFO;
                    case WARN -> Level.WARN;
                    case ERROR, FATAL -> Level.ERROR;
                };
        if (LoggerFactory.getLogger("dev.caisson") instanceof Logger logger) {
            logger.setLevel(level);
        }
    }
}
