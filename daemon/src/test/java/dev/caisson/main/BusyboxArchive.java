package dev.caisson.main;

import dev.caisson.system.BusyboxImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// An image of the host's static busybox, as `docker save` would write it.
final class BusyboxArchive {
    static final String NAME = "busybox:test";

    private static final String PASSWD =
            "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n";
    private static final String GROUP = "root:x:0:\napp:x:1000:\nextra:x:2000:app\n";

    private BusyboxArchive() {}

    static InputStream open() {
        try {
            var layer = layer();
            var config =
                    """
                    {"architecture":"amd64","os":"linux","config":{"Cmd":["sh"],
                     "Labels":{"of":"image"},"Env":["FROM=image"]},
                     "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}
                    """
                            .formatted(sha256(layer))
                            .getBytes(StandardCharsets.UTF_8);
            var manifest =
                    """
                    [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]
                    """
                            .formatted(NAME)
                            .getBytes(StandardCharsets.UTF_8);
            var bytes = new ByteArrayOutputStream();
            try (var tar = new TarArchiveOutputStream(bytes)) {
                file(tar, "config.json", config, 0644);
                file(tar, "layer.tar", layer, 0644);
                file(tar, "manifest.json", manifest, 0644);
            }
            return new ByteArrayInputStream(bytes.toByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static byte[] layer() throws IOException {
        var busybox = BusyboxImage.program();
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (var directory : List.of("bin/", "etc/", "root/", "home/", "home/app/")) {
                var entry = new TarArchiveEntry(directory);
                entry.setMode(040755);
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            var temporary = new TarArchiveEntry("tmp/");
            temporary.setMode(041777);
            tar.putArchiveEntry(temporary);
            tar.closeArchiveEntry();
            file(tar, "bin/busybox", Files.readAllBytes(busybox), 0755);
            for (var applet : BusyboxImage.applets(busybox)) {
                var entry = new TarArchiveEntry("bin/" + applet, TarConstants.LF_SYMLINK);
                entry.setLinkName("busybox");
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
            file(tar, "etc/passwd", PASSWD.getBytes(StandardCharsets.UTF_8), 0644);
            file(tar, "etc/group", GROUP.getBytes(StandardCharsets.UTF_8), 0644);
            file(tar, "plain", "not a program\n".getBytes(StandardCharsets.UTF_8), 0644);
        }
        return bytes.toByteArray();
    }

    private static void file(TarArchiveOutputStream tar, String name, byte[] content, int mode)
            throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
