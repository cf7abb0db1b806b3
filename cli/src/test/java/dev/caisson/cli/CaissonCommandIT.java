package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.foreign.CommandLineContract;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Our own command line, held to what the real docker does.
@Tag("kernel")
class CaissonCommandIT extends CommandLineContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }

    @Test
    void a_log_is_cleared_while_its_container_writes() {
        var id =
                docker().ok(
                                "run",
                                "-d",
                                BusyboxImage.NAME,
                                "sh",
                                "-c",
                                "echo before; while [ ! -e /go ]; do sleep 0.1; done; echo after");
        Awaitility.await().until(() -> docker().ok("logs", id).equals("before"));

        assertThat(docker().ok("logs", "--clear", id)).isEmpty();
        assertThat(docker().ok("logs", id)).isEmpty();

        docker().ok("exec", id, "touch", "/go");
        docker().ok("wait", id);
        assertThat(docker().ok("logs", id)).isEqualTo("after");
    }
}
