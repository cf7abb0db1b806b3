package dev.caisson.foreign;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// What is asked by buildx, in parts: a daemon with one image for each.
@Tag("foreign")
abstract class BuildxContract {
    static final Duration PATIENCE = Duration.ofSeconds(90);

    static DaemonProcess daemon;
    static DockerCli docker;

    @BeforeAll
    static void start() {
        daemon = DaemonProcess.start();
        docker = DockerCli.docker(daemon).with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
        daemon.api().load(BusyboxImage.archive(daemon.files()));
    }

    @AfterAll
    static void end() {
        if (daemon != null) daemon.close();
    }
}
