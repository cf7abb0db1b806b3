package dev.caisson.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Bytes of a tar that mostly are UTF-8, but need not be: a name, a link's target.
///
/// @param latin1 one character per byte
public record RawText(String latin1) {
    private static final int SHOWN = 200;

    static RawText of(byte[] bytes, int from, int to) {
        return new RawText(new String(bytes, from, to - from, ISO_8859_1));
    }

    /// The bytes of a text in UTF-8.
    public static RawText ofText(String text) {
        return new RawText(new String(text.getBytes(UTF_8), ISO_8859_1));
    }

    public byte[] bytes() {
        return latin1.getBytes(ISO_8859_1);
    }

    /// For people: control characters and what is not UTF-8 are replaced, a long text is cut.
    @Override
    public String toString() {
        var text = new String(bytes(), UTF_8).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
