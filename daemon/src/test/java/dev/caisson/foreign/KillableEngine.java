package dev.caisson.foreign;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Docker's command line with a daemon of its own that a test may kill and start again.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
abstract class KillableEngine {
    static final String IMAGE = BusyboxImage.NAME;

    DaemonProcess daemon;
    DockerCli docker;

    @BeforeAll
    void startEngine() {
        daemon = DaemonProcess.start();
        docker = DockerCli.docker(daemon);
        docker.ok("load", "-i", BusyboxImage.archive(daemon.files()).toString());
    }

    @AfterAll
    void endEngine() {
        if (daemon != null) daemon.close();
    }

    @AfterEach
    void removeContainers() {
        daemon.api().containers().forEach(daemon.api()::remove);
    }
}
