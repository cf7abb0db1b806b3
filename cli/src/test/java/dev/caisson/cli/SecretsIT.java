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
@Timeout(300)
class SecretsIT {
    private static final String IMAGE = BusyboxImage.NAME;
    private static final String CONTENT = "correct horse battery";
    private static final String READ = "tr '\\0' '\\n' < /proc/1/environ | sed -n 's/^TOKEN=//p'";

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

    @Test
    void a_secret_is_a_variable_of_the_first_process_only() throws IOException {
        try (var daemon = DaemonProcess.start()) {
            var cli = DockerCli.of(CommandLine.program(), daemon);
            var docker = DockerCli.docker(daemon);
            cli.ok("load", "-i", BusyboxImage.archive(daemon.files()).toString());
            var file = Files.writeString(daemon.files().resolve("plain"), CONTENT);
            cli.ok("secret", "create", "db", file.toString());
            Files.write(file, new byte[] {1, 0, 2});
            cli.ok("secret", "create", "binary", file.toString());
            Files.delete(file);

            cli.ok(
                    "run",
                    "-d",
                    "--name",
                    "user",
                    "-e",
                    "TOKEN=other",
                    "--secret",
                    "db,env=TOKEN",
                    IMAGE,
                    "sleep",
                    "999");

            assertThat(cli.ok("exec", "user", "sh", "-c", READ)).isEqualTo(CONTENT);
            assertThat(cli.ok("exec", "user", "sh", "-c", "echo $TOKEN")).isEqualTo("other");
            assertThat(
                            docker.ok(
                                    "run",
                                    "--rm",
                                    "--mount",
                                    "type=secret,src=db,dst=env:TOKEN",
                                    IMAGE,
                                    "sh",
                                    "-c",
                                    "echo $TOKEN"))
                    .isEqualTo(CONTENT);
            assertThat(
                            cli.ok("inspect", "user")
                                    + cli.ok("inspect", "--launch", "user")
                                    + cli.ok("commit", "user", "made:1")
                                    + cli.ok("history", "--no-trunc", "made:1")
                                    + cli.ok("inspect", "made:1")
                                    + cli.ok("events", "--since", "0", "--until", "0s")
                                    + cli.ok("logs", "user"))
                    .contains("env:TOKEN")
                    .doesNotContain(CONTENT);
            assertThat(
                            CommandOutcome.of(
                                            "grep",
                                            "-rlF",
                                            "-D",
                                            "skip",
                                            CONTENT,
                                            daemon.dataRoot().toString(),
                                            daemon.files().toString())
                                    .out())
                    .isEmpty();
            assertThat(daemon.log()).doesNotContain(CONTENT);
            assertThat(cli.run("run", "--rm", "--secret", "binary,env=TOKEN", IMAGE, "true").err())
                    .contains("binary is no text");
            assertThat(cli.run("run", "--rm", "--secret", "db,env=a b", IMAGE, "true").err())
                    .contains("not a name of a variable");
            assertThat(cli.run("secret", "rm", "db").err()).contains("in use by: user");

            daemon.crash();
            daemon.restart();
            cli.ok("restart", "-t", "0", "user");
            assertThat(cli.ok("exec", "user", "sh", "-c", READ)).isEqualTo(CONTENT);
            cli.ok("rm", "-f", "user");
        }
    }
}
