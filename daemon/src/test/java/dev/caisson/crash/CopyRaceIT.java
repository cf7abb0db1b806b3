package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A container that exchanges directories for links to the host while files are copied: nothing of
/// the host is read or written, and absolute links of the container go on to work.
@Tag("foreign")
@Timeout(300)
class CopyRaceIT {
    private static final int ROUNDS = 60;

    @Test
    void a_race_with_links_never_reaches_the_host() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var docker = DockerCli.docker(daemon);
            docker.ok("load", "-i", BusyboxImage.archive(daemon.files()).toString());
            var host = Files.createDirectory(daemon.files().resolve("host"));
            Files.writeString(host.resolve("secret"), "of the host");
            docker.ok("run", "-d", "--name", "evil", BusyboxImage.NAME, "sh", "-c", loop(host));

            var source = Files.writeString(daemon.files().resolve("written"), "in");
            for (int i = 0; i < ROUNDS; i++) {
                docker.run("cp", source.toString(), "evil:/work/here/written");
                var out = docker.run("cp", "evil:/work/here/secret", "-");
                assertThat(out.out()).doesNotContain("of the host");
                docker.run("cp", "evil:/work/here/.", daemon.files().resolve("o").toString());
            }

            try (var left = Files.list(host)) {
                assertThat(left.map(Path::getFileName).map(Path::toString))
                        .containsExactly("secret");
            }
            assertThat(daemon.files().resolve("o").resolve("secret").toFile().isFile()).isFalse();
        }
    }

    /// Exchanges a directory for links, absolute and upward, as fast as a shell can.
    private static String loop(Path host) {
        return "mkdir -p /work/real; cd /work; while :; do"
                + " ln -sfn /work/real here; ln -sfn "
                + host
                + " here; rm -f here; mkdir here; rmdir here 2>/dev/null || rm -rf here;"
                + " ln -s ../../../../../../../.."
                + host
                + " here; rm -f here; done";
    }
}
