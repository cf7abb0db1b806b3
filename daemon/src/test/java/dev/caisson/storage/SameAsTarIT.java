package dev.caisson.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.ImageStore;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.LayerApplier;
import dev.caisson.image.layer.LayerLimits;
import dev.caisson.image.layer.Tars;
import dev.caisson.image.store.LayoutImageStore;
import dev.caisson.sys.AtFlag;
import dev.caisson.sys.Fd;
import dev.caisson.sys.OpenFlag;
import dev.caisson.sys.Syscalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Layers are unpacked to what GNU tar extracts from them: names, types, modes, owners, times,
/// links, devices, attributes and content. Needs root.
class SameAsTarIT {
    /// All that a tree can have.
    private static final String ODD =
            """
            set -e
            umask 022
            mkdir -p "a/b c/$(printf 'n%.0s' $(seq 200))/$(printf 'm%.0s' $(seq 200))" usr/lib opaque
            echo plain > a/plain; chmod 640 a/plain; chown 1000:2000 a/plain
            echo su > a/su; chmod 6755 a/su; mkdir a/sticky; chmod 1777 a/sticky
            echo large > a/large-id; chown 3000000:4000000 a/large-id
            ln a/plain a/second; ln a/plain usr/third; ln -s plain a/link; ln -s /nowhere a/dangling
            ln -s ../a usr/up; ln a/link a/link2
            mkfifo a/fifo; chmod 604 a/fifo; mknod a/null c 1 3; mknod a/disk b 7 200; chmod 666 a/null
            mknod a/minor c 10 300
            printf 'x' > "$(printf 'latin-\\351')"; printf 'x' > 'umlaut-ä'; printf 'x' > 'new
            line'; printf 'x' > ' blank '; printf 'x' > 'back\\slash'; : > empty
            dd if=/dev/zero of=sparse bs=1 count=1 seek=3000000 status=none
            echo end >> sparse
            python3 - <<'P'
            import os
            os.setxattr('a/plain', 'user.note', b'some\\0bytes')
            os.setxattr('a/b c', 'user.dir', b'd')
            os.setxattr('a/su', 'security.capability',
                        bytes.fromhex('0100000200040000000000000000000000000000'))
            P
            touch -d '1969-12-31 23:00:00 UTC' a/sticky
            touch -d '2001-02-03 04:05:06.789012345 UTC' a/plain 'a/b c'
            touch -h -d '2002-02-03 04:05:06.5 UTC' a/link a/dangling
            touch -d '2050-01-01 00:00:00 UTC' empty
            """;

    /// What base-files, passwd, tzdata, perl, ncurses and dpkg bring, as far as it is there.
    private static final String INSTALLED =
            "$(ls -d etc/ssl etc/alternatives usr/share/zoneinfo usr/share/perl usr/lib/terminfo"
                    + " usr/share/doc/tar var/lib/dpkg/info usr/bin/passwd usr/bin/busybox var/mail"
                    + " 2>/dev/null)";

    private final Syscalls syscalls = Syscalls.real();
    @TempDir Path directory;

    private String run(String... command) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private byte[] odd(String format) throws IOException, InterruptedException {
        run("mkdir", "odd");
        run("sh", "-c", "cd odd && " + ODD);
        return tar(format, "odd", ".");
    }

    private byte[] tar(String format, String root, String... names)
            throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                "tar",
                                "--format=" + format,
                                "--sparse",
                                "--xattrs",
                                "--xattrs-include=*",
                                "-C",
                                root,
                                "-cf",
                                directory.resolve("source.tar").toString()));
        if (format.equals("gnu")) command.removeIf(word -> word.startsWith("--xattrs"));
        command.addAll(List.of(names));
        run(command.toArray(String[]::new));
        return Files.readAllBytes(directory.resolve("source.tar"));
    }

    private Path extracted(String name, byte[] tar) throws IOException, InterruptedException {
        var target = Files.createDirectory(directory.resolve(name));
        Files.write(directory.resolve("layer.tar"), tar);
        run(
                "tar",
                "--xattrs",
                "--xattrs-include=*",
                "--same-owner",
                "--numeric-owner",
                "-p",
                "-C",
                target.toString(),
                "-xf",
                "layer.tar");
        return target;
    }

    private Path unpacked(byte[] tar) throws IOException {
        var layers = new LayerDirectories(syscalls, directory.resolve("layers"));
        var diffId = Tars.digest(tar);
        try (var staging = layers.begin(diffId)) {
            var applied =
                    new LayerApplier(LayerLimits.defaults())
                            .apply(
                                    new ByteArrayInputStream(tar),
                                    diffId,
                                    staging.writer(),
                                    _ -> {});
            return staging.commit(applied.size(), applied.isOpaque()).directory();
        }
    }

    private void assertSame(Path wanted, Path found) throws IOException, InterruptedException {
        var expected = listing(wanted).lines().collect(Collectors.toSet());
        var there = listing(found).lines().collect(Collectors.toSet());
        assertThat(there).isNotEmpty();
        assertThat(expected.stream().filter(line -> !there.contains(line)))
                .as("%s", there.stream().filter(line -> !expected.contains(line)).toList())
                .isEmpty();
        assertThat(there).hasSameSizeAs(expected);
        try (var one = open(wanted);
                var other = open(found)) {
            assertThat(new TreeComparison(syscalls).difference(one, other)).isEmpty();
        }
    }

    /// The root's own time is only in a tar that has it.
    private String listing(Path tree) throws IOException, InterruptedException {
        return run(
                "sh",
                "-c",
                "cd "
                        + tree
                        + " && find . -mindepth 1 -printf '%P|%y|%m|%U|%G|%T@|%l|%n|%s\\n'"
                        + " | LC_ALL=C sort | sed -E '/[|]d[|]/s/[|][0-9]+[|][0-9]+$//'");
    }

    private Fd open(Path tree) {
        int flags = OpenFlag.O_RDONLY | OpenFlag.O_DIRECTORY;
        return Fd.of(syscalls, syscalls.openat(AtFlag.AT_FDCWD, tree.toString(), flags, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pax", "gnu"})
    @Tag("kernel")
    void everything_a_tree_can_have(String format) throws Exception {
        var tar = odd(format);

        assertSame(extracted("by-tar", tar), unpacked(tar));
    }

    @Test
    @Tag("kernel")
    void what_debian_packages_have_installed() throws Exception {
        run("mkdir", "debian");
        run("sh", "-c", "cd / && cp -a --parents " + INSTALLED + " " + directory + "/debian");
        var tar = tar("pax", "debian", ".");

        assertSame(extracted("by-tar", tar), unpacked(tar));
    }

    @Test
    @Tag("foreign")
    void umoci_unpacks_the_same_from_the_store() throws Exception {
        var tar = odd("pax");
        try (var store =
                LayoutImageStore.open(
                        directory.resolve("images"),
                        new LayerDirectories(syscalls, directory.resolve("layers")),
                        LayerLimits.defaults(),
                        Clock.systemUTC())) {
            var config = Archives.config("", Tars.digest(tar));
            var archive = Archives.docker(config, "[\"thing:1\"]", List.of(tar));
            var image =
                    store.load(new ByteArrayInputStream(archive), ImageStore.LoadProgress.none())
                            .getFirst()
                            .image();

            run("umoci", "unpack", "--image", "images:docker.io/library/thing:1", "bundle");

            assertSame(
                    directory.resolve("bundle/rootfs"), store.layerDirectories(image).getFirst());
        }
    }
}
