package dev.caisson.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/// A small Debian with `apt-get`, made by debootstrap from the mirror the host uses. Since that
/// takes half a minute it is kept for later runs, outside of the project.
public final class DebianImage {
    public static final String NAME = "debian:bookworm";

    private static final Path DIRECTORY =
            Path.of(System.getProperty("user.home"), ".cache", "caisson-tests");

    /// As in the images everybody uses: nobody needs a package that survives a loss of power.
    private static final String QUICK_DPKG =
            """
            force-unsafe-io
            path-exclude=/usr/share/doc/*
            path-exclude=/usr/share/locale/*
            path-exclude=/usr/share/man/*
            """;

    private DebianImage() {}

    /// Imports it under [#NAME] with a client that has docker's words.
    public static void addTo(DockerCli client) {
        var outcome = client.run(Duration.ofMinutes(2), "import", tree().toString(), NAME);
        assertThat(outcome.code()).as(outcome.toString()).isZero();
    }

    /// The tree as a tar.
    public static Path tree() {
        HostTools.needRoot();
        var debootstrap = HostTools.installed("debootstrap", "debootstrap");
        try {
            Files.createDirectories(DIRECTORY);
            var tar = DIRECTORY.resolve("debian-bookworm.tar");
            try (var channel =
                            FileChannel.open(
                                    DIRECTORY.resolve("debian-bookworm.lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!Files.exists(tar)) make(debootstrap, tar);
            }
            return tar;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void make(Path debootstrap, Path tar) throws IOException {
        var tree = Directories.temporary();
        try {
            run(
                    debootstrap.toString(),
                    "--variant=minbase",
                    "bookworm",
                    tree.toString(),
                    DebianMirror.ofHost().address());
            run("sh", "-c", "rm -rf " + tree + "/var/cache/apt/archives/*.deb");
            Files.writeString(tree.resolve("etc/dpkg/dpkg.cfg.d/quick"), QUICK_DPKG);
            var half = tar.resolveSibling(tar.getFileName() + ".half");
            run("tar", "--numeric-owner", "-C", tree.toString(), "-cf", half.toString(), ".");
            Files.move(half, tar, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Directories.remove(tree);
        }
    }

    private static void run(String... command) {
        var outcome = CommandOutcome.of(command);
        assertThat(outcome.code()).as(outcome.toString()).isZero();
    }
}
