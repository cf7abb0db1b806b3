package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.RegistryProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `--cache-to` and `--cache-from` of the real buildx: what one daemon has built another one, which
/// has never seen it, finds in a directory, a registry or an image.
@Tag("foreign")
class BuildCacheElsewhereIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static DaemonProcess first;
    private static DaemonProcess second;
    private static RegistryProcess registry;

    @TempDir Path files;

    @BeforeAll
    static void start() {
        first = DaemonProcess.start();
        second = DaemonProcess.start();
        registry = RegistryProcess.open();
        for (var daemon : List.of(first, second)) {
            daemon.api().load(BusyboxImage.archive(daemon.files()));
        }
    }

    @AfterAll
    static void end() {
        registry.close();
        second.close();
        first.close();
    }

    @Test
    void a_directory_gives_another_daemon_the_same_image_without_a_step() throws IOException {
        var context = context();
        var cache = files.resolve("cache");

        build(first, context, "-t", "local", "--cache-to", "type=local,mode=max,dest=" + cache);
        var said = build(second, context, "-t", "local", "--cache-from", "type=local,src=" + cache);

        assertThat(executed(said)).isEmpty();
        assertThat(said).contains("importing cache manifest from " + cache).doesNotContain("ERROR");
        assertThat(id(second, "local")).isEqualTo(id(first, "local"));
        assertThat(cli(second).ok("run", "--rm", "local")).startsWith("hi");
        var _ = HostTools.installed("skopeo", "skopeo");
        assertThat(
                        CommandOutcome.of("skopeo", "inspect", "--raw", "oci:" + cache + ":latest")
                                .out())
                .contains("application/vnd.buildkit.cacheconfig.v0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image-manifest=true",
                "image-manifest=false",
                "compression=gzip",
                "compression=zstd,oci-mediatypes=true"
            })
    void a_registry_gives_another_daemon_the_same_image_without_a_step(String how)
            throws IOException {
        var context = context();
        var ref = registry.host() + "/cache:" + UUID.randomUUID();

        build(
                first,
                context,
                "-t",
                "remote",
                "--cache-to",
                "type=registry,mode=max,ref=" + ref + "," + how);
        var said = build(second, context, "-t", "remote", "--cache-from", ref);

        assertThat(executed(said)).isEmpty();
        assertThat(id(second, "remote")).isEqualTo(id(first, "remote"));
        assertThat(cli(second).ok("run", "--rm", "remote")).startsWith("hi");
    }

    // ---- help

    private Path context() throws IOException {
        var dockerfile =
                """
                FROM caisson-busybox:1 AS make
                ENV ONCE=%s
                COPY a.txt /
                RUN cat a.txt > /out; date >> /out
                RUN true
                FROM caisson-busybox:1
                ENV ONCE=%1$s
                WORKDIR /data
                COPY --from=make /out /data/
                RUN date > /when
                CMD ["cat", "/data/out"]
                """
                        .formatted(UUID.randomUUID());
        var context = Files.createDirectories(files.resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        Files.writeString(context.resolve("a.txt"), "hi\n");
        return context;
    }

    private static DockerCli cli(DaemonProcess daemon) {
        return DockerCli.docker(daemon).with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
    }

    private static String build(DaemonProcess daemon, Path context, String... options) {
        var outcome = attempt(daemon, context, options);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.err();
    }

    private static CommandOutcome attempt(DaemonProcess daemon, Path context, String... options) {
        var words = new ArrayList<>(List.of("build", "--progress=plain"));
        words.addAll(List.of(options));
        words.add(context.toString());
        return cli(daemon).run(PATIENCE, words.toArray(String[]::new));
    }

    private static String id(DaemonProcess daemon, String image) {
        return cli(daemon).ok("image", "inspect", "-f", "{{.Id}}", image);
    }

    /// The steps that were not found in a cache.
    private static List<String> executed(String said) {
        var cached = new ArrayList<String>();
        var begun = new ArrayList<String>();
        for (var line : said.split("\n", -1)) {
            var words = line.split(" ", 2);
            if (words.length < 2) continue;
            if (words[1].equals("CACHED")) cached.add(words[0]);
            if (words[1].matches("\\[(make|stage-1) .*(RUN|COPY|WORKDIR) .*")) begun.add(line);
        }
        assertThat(begun).isNotEmpty();
        begun.removeIf(line -> cached.contains(line.split(" ", 2)[0]));
        return begun;
    }
}
