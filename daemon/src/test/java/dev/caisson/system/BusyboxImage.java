package dev.caisson.system;

import dev.caisson.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// A small image with a shell, made of Debian's `busybox-static`, as `docker save` would write it.
public final class BusyboxImage {
    /// Name of the image.
    public static final String NAME = "caisson-busybox:1";

    private static final String PASSWD =
            """
            root:x:0:0:root:/root:/bin/sh
            app:x:1000:1000:app:/home/app:/bin/sh
            """;
    private static final String GROUP =
            """
            root:x:0:
            app:x:1000:
            video:x:44:app
            extra:x:2000:app
            """;

    private BusyboxImage() {}

    /// Writes the image's archive into a directory.
    ///
    /// @return the archive
    public static Path archive(Path directory) {
        return archive(directory, NAME, layer());
    }

    /// Writes an archive of one layer, which need not be what the configuration promises.
    static Path archive(Path directory, String name, Layer layer) {
        var config =
                """
                {"architecture":"amd64","os":"linux","created":"2024-01-02T03:04:05Z",
                 "config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
                           "Cmd":["sh"],"Labels":{"origin":"caisson-test"}},
                 "history":[{"created":"2024-01-02T03:04:05Z","created_by":"busybox"}],
                 "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}
                """
                        .formatted(layer.promised());
        var configName = Sha256.of(config.getBytes(StandardCharsets.UTF_8)).hex();
        var manifest =
                """
                [{"Config":"%s.json","RepoTags":["%s"],"Layers":["%s/layer.tar"]}]
                """
                        .formatted(configName, name, layer.promised());
        var bytes = new ByteArrayOutputStream();
        try (var tar = tar(bytes)) {
            file(tar, configName + ".json", config.getBytes(StandardCharsets.UTF_8), 0644);
            file(tar, layer.promised() + "/layer.tar", layer.tar(), 0644);
            file(tar, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8), 0644);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return write(directory.resolve(name.replace(':', '-') + ".tar"), bytes.toByteArray());
    }

    /// The archive with a layer whose content is not what the configuration promises.
    public static Path withWrongDigest(Path directory) {
        var layer = layer();
        var other = Sha256.of("another".getBytes(StandardCharsets.UTF_8)).hex();
        return archive(directory, "caisson-wrong:1", new Layer(layer.bytes, other));
    }

    /// An archive whose layer holds these names beside a plain file.
    public static Path withEntries(Path directory, String imageName, String... names) {
        var bytes = new ByteArrayOutputStream();
        try (var tar = tar(bytes)) {
            file(tar, "plain", new byte[] {'x'}, 0644);
            for (var name : names) {
                var entry = new TarArchiveEntry(name, true);
                entry.setSize(1);
                tar.putArchiveEntry(entry);
                tar.write('y');
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive(directory, imageName, Layer.of(bytes.toByteArray()));
    }

    /// An archive whose only layer holds one file of zeros.
    ///
    /// @param size of the file in bytes
    public static Path withZeros(Path directory, String imageName, int size) {
        var bytes = new ByteArrayOutputStream(size + 4096);
        try (var tar = tar(bytes)) {
            file(tar, "zeros", new byte[size], 0644);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive(directory, imageName, Layer.of(bytes.toByteArray()));
    }

    /// The host's static busybox.
    public static Path program() {
        return HostTools.installed("busybox", "busybox-static");
    }

    /// The names it answers to, besides its own.
    public static List<String> applets(Path busybox) {
        return CommandOutcome.of(busybox.toString(), "--list")
                .out()
                .lines()
                .filter(applet -> !applet.equals("busybox"))
                .toList();
    }

    static Layer layer() {
        var busybox = program();
        var bytes = new ByteArrayOutputStream();
        try (var tar = tar(bytes)) {
            for (var name : new String[] {"bin/", "etc/", "root/", "home/", "usr/", "usr/bin/"}) {
                directory(tar, name, 0755, 0);
            }
            directory(tar, "tmp/", 01777, 0);
            directory(tar, "home/app/", 0755, 1000);
            file(tar, "bin/busybox", Files.readAllBytes(busybox), 0755);
            for (var applet : applets(busybox)) {
                var link = new TarArchiveEntry("bin/" + applet, TarConstants.LF_SYMLINK);
                link.setLinkName("busybox");
                link.setModTime(0);
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            file(tar, "etc/passwd", PASSWD.getBytes(StandardCharsets.UTF_8), 0644);
            file(tar, "etc/group", GROUP.getBytes(StandardCharsets.UTF_8), 0644);
            file(tar, "etc/not-a-program", new byte[] {'x'}, 0644);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Layer.of(bytes.toByteArray());
    }

    static TarArchiveOutputStream tar(ByteArrayOutputStream bytes) {
        var tar = new TarArchiveOutputStream(bytes, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        return tar;
    }

    private static void directory(TarArchiveOutputStream tar, String name, int mode, int owner)
            throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setIds(owner, owner);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    static void file(TarArchiveOutputStream tar, String name, byte[] content, int mode)
            throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A layer and the digest that the configuration promises for it.
    static final class Layer {
        private final byte[] bytes;
        private final String promised;

        Layer(byte[] bytes, String promised) {
            this.bytes = bytes;
            this.promised = promised;
        }

        static Layer of(byte[] bytes) {
            return new Layer(bytes, Sha256.of(bytes).hex());
        }

        byte[] tar() {
            return bytes;
        }

        String promised() {
            return promised;
        }
    }
}
