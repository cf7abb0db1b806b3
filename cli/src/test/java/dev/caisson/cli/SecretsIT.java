package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Secrets without a swarm.
@Tag("kernel")
@Timeout(180)
class SecretsIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final String CONTENT = "correct horse battery";

    @Test
    void a_secret_is_read_in_the_container_and_nowhere_else() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var cli = DockerCli.of(CommandLine.program(), daemon);
            var docker = DockerCli.docker(daemon);
            cli.ok("load", "-i", BusyboxImage.archive(daemon.files()).toString());
            var file = Files.writeString(daemon.files().resolve("plain"), CONTENT);
            cli.ok("secret", "create", "--label", "team=one", "db", file.toString());
            Files.delete(file);
            assertThat(cli.ok("secret", "ls", "-q")).isEqualTo("db");
            assertThat(cli.run("secret", "create", "db", "/etc/hostname").err())
                    .contains("exists already");

            cli.ok(
                    "run",
                    "-d",
                    "--name",
                    "user",
                    "--secret",
                    "db",
                    "--secret",
                    "db,target=/etc/db.key,mode=0400,uid=12,gid=34",
                    IMAGE,
                    "sleep",
                    "999");

            assertThat(cli.ok("exec", "user", "cat", "/run/secrets/db")).isEqualTo(CONTENT);
            assertThat(cli.ok("exec", "user", "cat", "/etc/db.key")).isEqualTo(CONTENT);
            assertThat(cli.ok("exec", "user", "stat", "-c", "%a %u %g", "/etc/db.key"))
                    .isEqualTo("400 12 34");
            assertThat(cli.ok("exec", "user", "grep", " /run/secrets ", "/proc/mounts"))
                    .contains("tmpfs", "ro,");
            assertThat(
                            docker.ok(
                                    "run",
                                    "--rm",
                                    "--mount",
                                    "type=secret,src=db,dst=/s",
                                    IMAGE,
                                    "cat",
                                    "/s"))
                    .isEqualTo(CONTENT);

            assertThat(cli.ok("inspect", "user") + cli.ok("secret", "inspect", "db"))
                    .doesNotContain(CONTENT);
            assertThat(
                            CommandOutcome.of(
                                            "grep",
                                            "-rlF",
                                            "--exclude-dir=secrets",
                                            CONTENT,
                                            daemon.dataRoot().toString())
                                    .out())
                    .isEmpty();
            var sealed = daemon.dataRoot().resolve("secrets").toString();
            assertThat(CommandOutcome.of("grep", "-rlF", CONTENT, sealed).out()).isEmpty();
            assertThat(CommandOutcome.of("stat", "-c", "%a", sealed, sealed + "/key").line())
                    .isEqualTo("700\n600");
            assertThat(daemon.log()).doesNotContain(CONTENT);
            assertThat(cli.run("secret", "rm", "db").err()).contains("in use by: user");

            daemon.crash();
            daemon.restart();
            assertThat(cli.ok("exec", "user", "cat", "/run/secrets/db")).isEqualTo(CONTENT);
            cli.ok("restart", "-t", "0", "user");
            assertThat(cli.ok("exec", "user", "cat", "/run/secrets/db")).isEqualTo(CONTENT);
            cli.ok("rm", "-f", "user");
            assertThat(cli.ok("secret", "rm", "db")).isEqualTo("db");
            assertThat(cli.run("run", "--secret", "db", IMAGE, "true").err())
                    .contains("no such secret: db");
        }
    }
}
