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
import dev.caisson.system.HostTools;
import dev.caisson.system.OddTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
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
    /// What base-files, passwd, tzdata, perl, ncurses and dpkg bring, as far as it is there.
    private static final String INSTALLED =
            "$(ls -d etc/ssl etc/alternatives usr/share/zoneinfo usr/share/perl usr/lib/terminfo"
                    + " usr/share/doc/tar var/lib/dpkg/info usr/bin/passwd usr/bin/busybox var/mail"
                    + " 2>/dev/null)";

    private final Syscalls syscalls = Syscalls.real();
    @TempDir Path directory;

    private String run(String... command) {
        return HostTools.run(directory, command);
    }

    private byte[] odd(String format) throws IOException {
        OddTree.make(Files.createDirectory(directory.resolve("odd")));
        return tar(format, "odd", ".");
    }

    private byte[] tar(String format, String root, String... names) throws IOException {
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

    private Path extracted(String name, byte[] tar) throws IOException {
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

    private void assertSame(Path wanted, Path found) throws IOException {
        var expected = OddTree.listing(wanted).lines().collect(Collectors.toSet());
        var there = OddTree.listing(found).lines().collect(Collectors.toSet());
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
