package dev.caisson.system;

import dev.caisson.image.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// An image of several layers with many files, as `docker save` would write it; the same every
/// time.
public final class LayeredImage {
    private static final int SMALL = 4096;

    private LayeredImage() {}

    /// Writes the image's archive into a directory.
    ///
    /// @param files in each layer
    public static Path archive(Path directory, String name, int layers, int files) {
        try {
            var tars = new ArrayList<byte[]>();
            for (int n = 0; n < layers; n++) tars.add(layer(n, files));
            return write(directory.resolve("layered.tar"), name, tars);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static byte[] layer(int number, int files) throws IOException {
        var random = new Random(number);
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            for (int n = 0; n < files; n++) {
                var content = new byte[random.nextInt(SMALL)];
                random.nextBytes(content);
                put(tar, "layer" + number + "/d" + n / 50 + "/f" + n, content);
            }
            var large = new byte[2 << 20];
            random.nextBytes(large);
            put(tar, "layer" + number + "/large", large);
        }
        return bytes.toByteArray();
    }

    private static Path write(Path archive, String name, List<byte[]> tars) throws IOException {
        var digests = tars.stream().map(tar -> Sha256.of(tar).hex()).toList();
        var config =
                """
                {"architecture":"amd64","os":"linux","created":"2024-01-02T03:04:05Z",
                 "config":{"Cmd":["sh"]},"history":[],
                 "rootfs":{"type":"layers","diff_ids":[%s]}}
                """
                        .formatted(quoted(digests, "sha256:", ""));
        var manifest =
                """
                [{"Config":"config.json","RepoTags":["%s"],"Layers":[%s]}]
                """
                        .formatted(name, quoted(digests, "", ".tar"));
        try (OutputStream out = Files.newOutputStream(archive);
                var tar = new TarArchiveOutputStream(out, "UTF-8")) {
            for (int n = 0; n < tars.size(); n++) put(tar, digests.get(n) + ".tar", tars.get(n));
            put(tar, "config.json", config.getBytes(StandardCharsets.UTF_8));
            put(tar, "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
        }
        return archive;
    }

    private static String quoted(List<String> words, String before, String after) {
        return words.stream()
                .map(word -> "\"" + before + word + after + "\"")
                .collect(Collectors.joining(","));
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] content)
            throws IOException {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
