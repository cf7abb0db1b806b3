package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.Directories;
import dev.caisson.system.HostTools;
import dev.caisson.system.RunningCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A daemon that is started by the first command. In a mount namespace of its own, where `/run` and
/// `/var/lib` are empty, so that the host's daemon is not met.
@Tag("kernel")
@Timeout(300)
class DaemonStarterIT {
    @Test
    void two_first_commands_start_one_daemon() throws IOException {
        HostTools.needRoot();
        var files = Directories.temporary();
        try {
            var daemon = daemon(files);
            var caisson =
                    CommandLine.quoted(CommandLine.program("-Dcaisson.daemon.command=" + daemon));
            var script =
                    """
                    mount -t tmpfs tmpfs /run
                    mount -t tmpfs tmpfs /var/lib
                    %1$s run --rm --network none caisson/hello > %2$s/first 2>&1 &
                    %1$s run --rm --network none caisson/hello > %2$s/second 2>&1
                    wait $!
                    kill $(cat %2$s/pids)
                    while kill -0 $(cat %2$s/pids) 2>/dev/null; do sleep 0.05; done
                    for parent in /sys/fs/cgroup/%3$s /sys/fs/cgroup/*/%3$s; do
                        [ ! -d $parent ] || find $parent -depth -type d -exec rmdir {} +
                    done
                    """
                            .formatted(caisson, files, files.getFileName());

            try (var both =
                    RunningCommand.start(
                            List.of("unshare", "--mount", "sh", "-c", script),
                            Map.of("CAISSON_LOG", files.resolve("log").toString()))) {
                var outcome = both.outcome(Duration.ofSeconds(90));
                assertThat(outcome.err()).isEmpty();
            }

            assertThat(files.resolve("first")).content().containsIgnoringCase("hello");
            assertThat(files.resolve("second")).content().containsIgnoringCase("hello");
            assertThat(Files.readAllLines(files.resolve("pids"))).hasSize(1);
            assertThat(files.resolve("log")).content().containsOnlyOnce("ready");
        } finally {
            Directories.remove(files);
        }
    }

    /// What the launcher is to the command line: a script that becomes the daemon.
    private static Path daemon(Path files) throws IOException {
        var parent = files.getFileName().toString();
        var script =
                "#!/bin/sh\nshift\necho $$ >> "
                        + files
                        + "/pids\nexec "
                        + CommandLine.quoted(CommandLine.java("dev.caisson.main.Caissond"))
                        + " --cgroup-parent "
                        + parent
                        + " \"$@\"\n";
        var file = Files.writeString(files.resolve("daemon"), script);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
