package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.HostTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Node's client makes, attaches to, executes in, follows and removes a container.
@Tag("foreign")
@Timeout(300)
class DockerodeIT {
    private static final String VERSION = "dockerode@5.0.1";

    private static String program(String image) {
        return """
        const Docker = require('dockerode');
        const docker = new Docker({socketPath: process.argv[2]});
        const collect = stream => new Promise((done, failed) => {
            const out = [], err = [];
            const into = list => ({write: piece => list.push(piece)});
            docker.modem.demuxStream(stream, into(out), into(err));
            const ended = () => done(Buffer.concat(out) + '|' + Buffer.concat(err));
            stream.on('end', ended);
            stream.on('close', ended);
            stream.on('error', failed);
        });
        (async () => {
            const container = await docker.createContainer({
                Image: '%s', Cmd: ['sh', '-c', 'read line; echo got $line; echo bad >&2; sleep 9999'],
                OpenStdin: true, HostConfig: {NetworkMode: 'none'}});
            const stream = await container.attach(
                {stream: true, stdin: true, stdout: true, stderr: true, hijack: true});
            const attached = collect(stream);
            await container.start();
            stream.write('hello\\n');
            const exec = await container.exec(
                {Cmd: ['sh', '-c', 'echo inside; echo wrong >&2; exit 4'],
                 AttachStdout: true, AttachStderr: true});
            console.log('exec', (await collect(await exec.start({}))).replace(/\\n/g, ' '));
            console.log('code', (await exec.inspect()).ExitCode);
            const follow = await container.logs({follow: true, stdout: true, stderr: true});
            const logs = collect(follow);
            const ending = container.wait();
            await container.kill();
            console.log('wait', (await ending).StatusCode);
            console.log('attach', (await attached).replace(/\\n/g, ' '));
            console.log('logs', (await logs).replace(/\\n/g, ' '));
            await container.remove();
            console.log('left', (await docker.listContainers({all: true})).length);
        })().catch(failure => { console.error(failure); process.exit(1); });
        """
                .formatted(image);
    }

    /// As Testcontainers for Node builds: with a session that is asked only for passwords.
    private static final String BUILD =
            """
            const Docker = require('dockerode');
            const docker = new Docker({socketPath: process.argv[2]});
            docker.buildImage({context: process.argv[3], src: ['Dockerfile']},
                {version: '2', t: 'caisson-node:1', authconfig: {username: 'me', password: 'x'}},
                (failure, stream) => {
                    if (failure) { console.error(failure); process.exit(1); }
                    docker.followProgress(stream, async (failed, lines) => {
                        console.log('failed', failed && failed.message);
                        const image = await docker.getImage('caisson-node:1').inspect();
                        console.log('command', image.Config.Cmd.join(' '));
                        console.log('steps', lines.filter(one => /RUN --mount/.test(one.stream)).length > 0);
                        process.exit(0);
                    });
                });
            """;

    @TempDir static Path directory;

    @BeforeAll
    static void install() {
        var npm = HostTools.installed("npm", "npm").toString();
        var installed =
                CommandOutcome.of(
                        npm,
                        "install",
                        "--prefix",
                        directory.toString(),
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        VERSION);
        assertThat(installed.code()).as(installed.err()).isZero();
    }

    @Test
    void an_image_is_built_as_buildkit_builds_with_a_session() throws IOException {
        var program = Files.writeString(directory.resolve("build.js"), BUILD);
        var context = Files.createDirectory(directory.resolve("context"));
        var _ =
                Files.writeString(
                        context.resolve("Dockerfile"),
                        "FROM "
                                + BusyboxImage.NAME
                                + "\nRUN --mount=type=cache,target=/kept echo it\nCMD [\"sh\"]\n");

        try (var daemon = DaemonProcess.start()) {
            daemon.api().load(BusyboxImage.archive(daemon.files()));
            var node = HostTools.installed("node", "nodejs").toString();
            var outcome =
                    CommandOutcome.of(
                            node,
                            program.toString(),
                            daemon.socket().toString(),
                            context.toString());

            assertThat(outcome.out())
                    .as(outcome.err())
                    .isEqualTo("failed null\ncommand sh\nsteps true\n");
        }
    }

    @Test
    void a_container_lives_its_whole_life() throws IOException {
        var program = Files.writeString(directory.resolve("life.js"), program(BusyboxImage.NAME));

        try (var daemon = DaemonProcess.start()) {
            daemon.api().load(BusyboxImage.archive(daemon.files()));
            var node = HostTools.installed("node", "nodejs").toString();
            var outcome = CommandOutcome.of(node, program.toString(), daemon.socket().toString());

            assertThat(outcome.out())
                    .as(outcome.err())
                    .isEqualTo(
                            """
                            exec inside |wrong\s
                            code 4
                            wait 137
                            attach got hello |bad\s
                            logs got hello |bad\s
                            left 0
                            """);
        }
    }
}
