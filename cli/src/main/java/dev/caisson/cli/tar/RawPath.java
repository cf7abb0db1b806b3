package dev.caisson.cli.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URI;
import java.nio.file.Path;

/// Paths as the bytes they are, one a character: on Linux a name need not be UTF-8.
///
/// A [Path] keeps the bytes it was read with, but tells them as text only; its URI has all of them.
final class RawPath {
    private static final Path ROOT = Path.of("/");
    private static final String SAFE = "-._~/";

    private RawPath() {}

    /// @param path a name, a whole path or what a link leads to
    static String of(Path path) {
        var text = path.toString();
        if (isAscii(text)) return text;
        var raw = decoded(ROOT.resolve(path).toUri().getRawPath());
        // What is a directory there gets a slash at its end.
        if (raw.endsWith("/") && !text.endsWith("/")) raw = raw.substring(0, raw.length() - 1);
        return path.isAbsolute() ? raw : raw.substring(1);
    }

    static Path path(String raw) {
        if (isAscii(raw)) return Path.of(raw);
        var whole = Path.of(URI.create("file:///" + encoded(raw)));
        return raw.startsWith("/") ? whole : whole.subpath(0, whole.getNameCount());
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }

    private static String encoded(String raw) {
        var encoded = new StringBuilder();
        for (byte each : raw.getBytes(ISO_8859_1)) {
            char character = (char) (each & 0xff);
            boolean plain = character < 0x80 && Character.isLetterOrDigit(character);
            if (plain || SAFE.indexOf(character) >= 0) encoded.append(character);
            else encoded.append(String.format("%%%02X", (int) character));
        }
        return encoded.toString();
    }

    private static String decoded(String encoded) {
        var raw = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char character = encoded.charAt(i);
            if (character == '%') {
                character = (char) Integer.parseInt(encoded, i + 1, i + 3, 16);
                i += 2;
            }
            raw.append(character);
        }
        return raw.toString();
    }
}
