package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.Sha256;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DockerCli;
import dev.caisson.system.HostTools;
import dev.caisson.system.RegistryProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
    private static final Duration PATIENCE = Duration.ofSeconds(90);

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
    @ValueSource(strings = {"compression=gzip", "image-manifest=false,compression=zstd"})
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

    @Test
    void the_least_are_the_layers_of_the_result() throws IOException {
        var context = context();
        var least = files.resolve("min");
        var most = files.resolve("max");

        build(first, context, "--cache-to", "type=local,dest=" + least);
        build(first, context, "--cache-to", "type=local,mode=max,dest=" + most);

        assertThat(Cache.in(least).layers()).hasSize(3);
        assertThat(Cache.in(most).layers()).hasSize(5);
    }

    @Test
    void an_image_brings_the_cache_of_its_layers_along() throws IOException {
        var context = Files.createDirectories(files.resolve("alone"));
        Files.writeString(
                context.resolve("Dockerfile"),
                """
                FROM caisson-busybox:1
                ENV ONCE=%s
                RUN date > /when
                RUN true
                RUN cp /when /again
                """
                        .formatted(UUID.randomUUID()));
        var ref = registry.host() + "/inline:" + UUID.randomUUID();

        build(first, context, "-t", ref, "--cache-to", "type=inline", "--push");
        var said =
                build(second, context, "-t", ref, "--cache-to=type=inline", "--cache-from=" + ref);
        var id = id(second, ref);
        cli(second).ok("rmi", ref);
        cli(second).ok("builder", "prune", "-af");
        var classic =
                cli(second)
                        .with("DOCKER_BUILDKIT", "0")
                        .ok("build", "-t", ref, "--cache-from", ref, context.toString());

        assertThat(said).doesNotContain("ERROR").containsPattern("#\\d+ CACHED");
        assertThat(id).isEqualTo(id(first, ref));
        assertThat(classic.split("Using cache", -1)).hasSize(4);
        var layers = "{{json .RootFS.Layers}}";
        assertThat(cli(second).ok("image", "inspect", "-f", layers, ref))
                .isEqualTo(cli(first).ok("image", "inspect", "-f", layers, ref));
    }

    @Test
    void what_is_missing_or_made_by_another_is_told_and_passed_over() throws IOException {
        var context = context();
        var cache = files.resolve("cache");
        build(first, context, "--cache-to", "type=local,mode=max,dest=" + cache);
        Cache.in(cache).change(json -> json.replace("dev.caisson/1", "another"));

        var said =
                build(
                        second,
                        context,
                        "--cache-from=type=local,src=" + cache,
                        "--cache-from=" + registry.host() + "/none:1",
                        "--cache-from=type=local,src=" + files.resolve("nothing"));

        assertThat(executed(said)).isNotEmpty();
        assertThat(said).contains("ERROR: the cache cannot be used: another builder made it");
        assertThat(said).contains("ERROR: manifest for " + registry.host() + "/none:1 not found");
    }

    @Test
    void a_layer_that_is_not_what_was_said_is_not_used() throws IOException {
        var context = context();
        var cache = files.resolve("cache");
        build(first, context, "--cache-to", "type=local,mode=max,dest=" + cache);
        var made = Cache.in(cache);
        for (var layer : made.layers()) {
            var size = (int) Files.size(made.blob(layer));
            Files.write(made.blob(layer), new byte[size]);
        }

        var said = build(second, context, "-t", "damaged", "--cache-from=type=local,src=" + cache);

        assertWithoutTheLayer(said, cache);
        assertThat(cli(second).ok("run", "--rm", "damaged")).startsWith("hi");
    }

    /// The steps were done, since what the cache has of them is of no use.
    private static void assertWithoutTheLayer(String said, Path cache) {
        assertThat(said)
                .contains("importing a layer from " + cache)
                .containsPattern("#\\d+ ERROR: ");
        assertThat(executed(said)).isNotEmpty();
    }

    @Test
    void a_layer_that_leads_out_of_its_root_writes_nothing_there() throws IOException {
        var context = context();
        var cache = files.resolve("cache");
        build(first, context, "--cache-to", "type=local,mode=max,dest=" + cache);
        var made = Cache.in(cache);
        var outside = files.resolve("escaped");
        var evil = files.resolve("evil.tar");
        Files.writeString(files.resolve("payload"), "evil");
        var packed =
                CommandOutcome.of(
                        "tar",
                        "-C",
                        files.toString(),
                        "--transform=s,.*,"
                                + "../".repeat(20)
                                + outside.toString().substring(1)
                                + ",",
                        "-Pcf",
                        evil.toString(),
                        "payload");
        assertThat(packed.code()).as(packed.err()).isZero();
        made.replaceLayers(evil);

        var said = build(second, context, "-t", "hostile", "--cache-from=type=local,src=" + cache);

        assertThat(outside).doesNotExist();
        assertWithoutTheLayer(said, cache);
        assertThat(cli(second).ok("run", "--rm", "hostile")).startsWith("hi");
    }

    @Test
    void an_image_in_a_layout_stands_for_a_name() throws IOException {
        var context = Files.createDirectories(files.resolve("layout"));
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM caisson-busybox:1\nENV FROM_LAYOUT=yes\nRUN echo l > /layout\n");
        build(first, context, "-o", "type=oci,dest=" + files.resolve("image.tar"));
        var layout = files.resolve("oci");
        HostTools.run(
                files,
                "skopeo",
                "copy",
                "oci-archive:" + files.resolve("image.tar"),
                "oci:" + layout + ":v1");
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM base\nCOPY --from=base /layout /copy\nCMD echo $FROM_LAYOUT; cat /copy\n");

        var before = cli(second).ok("images", "-qaf", "dangling=true");
        build(second, context, "-t", "laid", "--build-context=base=oci-layout://" + layout + ":v1");

        assertThat(cli(second).ok("run", "--rm", "laid")).isEqualTo("yes\nl");
        assertThat(cli(second).ok("images", "-qaf", "dangling=true")).isEqualTo(before);
    }

    // ---- help

    /// A cache in a directory, of which the documents are changed and their digests with them.
    private record Cache(Path directory, String manifest) {
        private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-f]{64})");

        static Cache in(Path directory) throws IOException {
            var index = Files.readString(directory.resolve("index.json"));
            return new Cache(directory, digests(index).getFirst());
        }

        private static List<String> digests(String json) {
            return DIGEST.matcher(json).results().map(MatchResult::group).toList();
        }

        Path blob(String digest) {
            return directory.resolve("blobs").resolve(digest.replace(':', '/'));
        }

        private String read(String digest) throws IOException {
            return Files.readString(blob(digest));
        }

        private String config() throws IOException {
            return digests(read(manifest)).getFirst();
        }

        /// Their digests, which are those of tars.
        Set<String> layers() throws IOException {
            var all = new LinkedHashSet<>(digests(read(manifest)));
            all.remove(config());
            return all;
        }

        void change(UnaryOperator<String> change) throws IOException {
            var config = config();
            var text = read(config);
            var changed = put(change.apply(text));
            var list =
                    change.apply(read(manifest))
                            .replace(config, changed)
                            .replace(
                                    "\"size\":" + text.length() + "}",
                                    "\"size\":" + Files.size(blob(changed)) + "}");
            var top = put(list);
            var index = directory.resolve("index.json");
            Files.writeString(
                    index,
                    Files.readString(index)
                            .replace(manifest, top)
                            .replaceAll("\"size\":\\d+", "\"size\":" + list.length()));
        }

        /// Every layer becomes this tar, which has the digests that are said.
        void replaceLayers(Path tar) throws IOException {
            var bytes = Files.readAllBytes(tar);
            var evil = Sha256.of(bytes).toString();
            Files.write(blob(evil), bytes);
            var layers = layers();
            change(
                    json -> {
                        var changed = json;
                        for (var layer : layers) {
                            changed =
                                    changed.replace(layer, evil)
                                            .replaceAll(
                                                    "(" + evil + "\",\"size\":)\\d+",
                                                    "$1" + bytes.length);
                        }
                        return changed;
                    });
        }

        private String put(String text) throws IOException {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            var digest = Sha256.of(bytes).toString();
            Files.write(blob(digest), bytes);
            return digest;
        }
    }

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
