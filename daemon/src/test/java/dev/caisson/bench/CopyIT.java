package dev.caisson.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.Directories;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Ten thousand small files into a container and out of it by docker's command line, beside
/// `tar -c | tar -x` on the host.
@Tag("bench")
class CopyIT {
    private static final int ROUNDS = Integer.getInteger("caisson.bench.rounds", 7);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String FILES =
            """
            import os
            for d in range(100):
                os.makedirs(f'tree/{d}')
                for f in range(100): open(f'tree/{d}/{f}', 'wb').write(os.urandom(d * f % 4096))
            """;

    @Test
    @Timeout(600)
    void ten_thousand_small_files() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var docker = DockerCli.docker(daemon);
            docker.ok("load", "-i", BusyboxImage.archive(daemon.files()).toString());
            docker.ok("run", "-d", "--name", "box", BusyboxImage.NAME, "sleep", "9999");
            var here = Files.createDirectory(daemon.files().resolve("here"));
            var _ = HostTools.run(here, "python3", "-c", FILES);
            var tar = new Measured();
            var in = new Measured();
            var out = new Measured();
            for (int round = 0; round < ROUNDS; round++) {
                var target = Files.createDirectory(here.resolve("tar" + round));
                tar.time(() -> HostTools.run(target, "sh", "-c", "tar -C .. -c tree | tar -xp"));
                var place = "/" + round;
                docker.ok("exec", "box", "mkdir", place);
                in.time(() -> copy(docker, here.resolve("tree").toString(), "box:" + place));
                var back = Files.createDirectory(here.resolve("back" + round));
                out.time(() -> copy(docker, "box:" + place + "/tree", back.toString()));
                assertThat(count(back)).isEqualTo(10_000);
                Directories.remove(target);
                Directories.remove(back);
            }
            tar.say("10 000 small files, tar -c | tar -x");
            in.say("docker cp into a container");
            Measured.say("ratio", in.median() / tar.median(), "");
            out.say("docker cp out of a container");
            Measured.say("ratio", out.median() / tar.median(), "");
            docker.ok("rm", "-f", "box");
        }
    }

    private static void copy(DockerCli docker, String from, String to) {
        var outcome = docker.run(PATIENCE, "cp", "-q", from, to);
        assertThat(outcome.code()).as(outcome.toString()).isZero();
    }

    private static long count(Path tree) throws IOException {
        try (var files = Files.walk(tree)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
