package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DockerCli;
import dev.caisson.system.PacedReader;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `docker run --rm` into a pipe whose reader is slow.
///
/// `-Dcaisson.stream.mb=5120` takes 5 GB.
@Tag("foreign")
@Timeout(600)
class SlowReaderIT {
    private static final int SIZE = Integer.getInteger("caisson.stream.mb", 256);
    private static final int RATE = Integer.getInteger("caisson.stream.mb-per-second", 50);

    @Test
    void every_byte_goes_through_docker_run() throws Exception {
        var script =
                "mkfifo /tmp/p; md5sum < /tmp/p >&2 & dd if=/dev/urandom bs=1M count=64 of=/tmp/r; "
                        + "while cat /tmp/r; do :; done 2>/dev/null | head -c "
                        + SIZE
                        + "m | tee /tmp/p; wait";
        try (var engine = TestedEngine.start()) {
            var docker = DockerCli.docker(engine);
            docker.ok("load", "-i", BusyboxImage.archive(engine.files()).toString());

            var run =
                    docker.process(
                            "run",
                            "--rm",
                            "--network",
                            "none",
                            BusyboxImage.NAME,
                            "sh",
                            "-c",
                            script);
            try (var errors = run.errorReader()) {
                var received = PacedReader.ofMebibytesPerSecond(RATE).drain(run.getInputStream());

                assertThat(run.waitFor()).isZero();
                assertThat(received.count()).isEqualTo((long) SIZE << 20);
                assertThat(errors.lines()).contains(received.digest() + "  -");
            } finally {
                run.destroyForcibly();
            }
            assertThat(docker.ok("ps", "-aq")).isEmpty();
        }
    }
}
