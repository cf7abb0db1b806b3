package dev.caisson.image.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// The file `oci-layout`. Source: image-spec image-layout.md.
public final class LayoutJson {
    private static final String VERSION = "1.0.0";
    private static final int SIZE_LIMIT = 4096;

    private LayoutJson() {}

    public static byte[] write() {
        return ("{\"imageLayoutVersion\":\"" + VERSION + "\"}").getBytes(US_ASCII);
    }

    /// @throws dev.caisson.fault.InvalidInput for another version than 1.0.0
    public static void check(byte[] bytes) {
        var document = Document.parse(bytes, "layout", SIZE_LIMIT);
        var version = document.requiredString("imageLayoutVersion");
        if (!version.equals(VERSION)) throw document.refused("its version is " + version);
    }
}
