package dev.caisson.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// Compares bytes with a hex dump in `testdata/elf`, 16 to a line. `-Dgolden.update=true` writes
/// it.
final class Golden {
    private static final int LINE = 16;

    private Golden() {}

    static void check(String name, byte[] actual) {
        var file = Path.of("../../testdata/elf", name);
        var lines = new StringBuilder();
        for (int i = 0; i < actual.length; i += LINE) {
            int end = Math.min(actual.length, i + LINE);
            lines.append(HexFormat.ofDelimiter(" ").formatHex(actual, i, end)).append('\n');
        }
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, lines);
            }
            assertThat(lines.toString()).as(name).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
