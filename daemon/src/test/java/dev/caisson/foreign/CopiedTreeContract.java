package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import dev.caisson.system.HostTools;
import dev.caisson.system.OddTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `docker cp` of a tree with everything a file system can have, both ways, beside GNU tar.
@Timeout(300)
public abstract class CopiedTreeContract extends ClientContract {
    private static final List<String> PLACES = List.of("/in", "/volume", "/bind");
    private static final String SOCKET =
            "import socket; socket.socket(socket.AF_UNIX).bind('tree/a/socket')";

    private Path source = Path.of("/nonexistent");
    private Path files = Path.of("/nonexistent");

    /// What of a listing the client's own archives carry.
    protected abstract String carried(String listing);

    @BeforeAll
    void makeTree() throws IOException {
        source = Files.createTempDirectory(engine.files(), "source");
        OddTree.make(Files.createDirectory(source.resolve("tree")));
        var _ = HostTools.run(source, "python3", "-c", SOCKET);
        var _ = HostTools.run(source, "touch", "-d", "2003-04-05 06:07:08.25 UTC", "tree");
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        files = Files.createTempDirectory(engine.files(), "copies");
    }

    @AfterEach
    void removeVolume() {
        removeContainers();
        docker.ok("volume", "prune", "-af");
    }

    private void box(String state) {
        docker.ok(
                "run",
                "-d",
                "--name",
                "box",
                "-v",
                "data:/volume",
                "-v",
                files + ":/bind",
                IMAGE,
                "sh",
                "-c",
                "mkdir /in; sleep 9999");
        org.awaitility.Awaitility.await()
                .until(() -> docker.run("exec", "box", "test", "-d", "/in").code() == 0);
        switch (state) {
            case "paused" -> docker.ok("pause", "box");
            case "stopped" -> docker.ok("kill", "box");
            default -> {
                // it runs
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "paused", "stopped"})
    void a_tree_comes_back_as_tar_brings_it(String state) throws IOException {
        var byTar = Files.createDirectory(files.resolve("by-tar"));
        var pack = "tar --format=pax --xattrs --xattrs-include='*' -C " + source + " -c tree";
        var unpack = " 2>/dev/null | tar --xattrs --xattrs-include='*' -xp";
        var _ = HostTools.run(byTar, "sh", "-c", pack + unpack);
        var wanted = carried(OddTree.listing(byTar));
        box(state);

        for (var place : PLACES) {
            docker.ok("cp", "-a", source + "/tree", "box:" + place);
            var back = Files.createDirectory(files.resolve("back-" + place.substring(1)));
            docker.ok("cp", "-a", "box:" + place + "/tree", back.toString());

            assertThat(carried(OddTree.listing(back))).as(place).isEqualTo(wanted);
        }
        var bound = Files.createDirectory(files.resolve("bound"));
        Files.move(files.resolve("tree"), bound.resolve("tree"));
        assertThat(carried(OddTree.listing(bound))).isEqualTo(wanted);
        if (state.equals("paused")) docker.ok("unpause", "box");
    }

    @Test
    void the_archive_lists_as_tars_own() {
        box("running");
        docker.shell(
                "tar --format=pax --xattrs --xattrs-include='*' -C "
                        + source
                        + " -c tree | \"$@\" cp -a - box:/in");

        var list = " | tar --full-time --numeric-owner -tvf - | sed -E 's/^[hl-]/f/; s/ +/ /g'";
        var ours = docker.shell("\"$@\" cp box:/in/tree -" + list);
        var tars =
                CommandOutcome.of(
                        "sh",
                        "-c",
                        "tar --format=pax --sort=name -C " + source + " -c tree" + list);

        assertThat(ours.out()).isEqualTo(tars.out()).contains("tree/a/second link to");
    }

    @Test
    void the_archive_carries_attributes_that_tar_sets_again() throws IOException {
        box("running");
        docker.shell(
                "tar --format=pax --xattrs --xattrs-include='*' -C "
                        + source
                        + " -c tree | \"$@\" cp -a - box:/volume");

        var back = Files.createDirectory(files.resolve("back"));
        docker.shell(
                "\"$@\" cp box:/volume/tree - | tar --xattrs --xattrs-include='*' -C "
                        + back
                        + " -xp");

        assertThat(OddTree.listing(back.resolve("tree")))
                .contains("user.note b'some\\x00bytes'", "security.capability")
                .isEqualTo(
                        OddTree.listing(source.resolve("tree"))
                                .replaceAll("(?m)^b'./a/socket'.*\\n", ""));
    }
}
