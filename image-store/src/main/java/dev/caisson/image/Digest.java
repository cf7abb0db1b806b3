package dev.caisson.image;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The SHA-256 digest of some content, written `sha256:` and 64 lower-case hexadecimal digits.
///
/// Other algorithms of the image specification are refused: what cannot be verified here is not
/// stored here.
public record Digest(String hex) implements Comparable<Digest> {
    /// The length of the hexadecimal part.
    public static final int HEX_LENGTH = 64;

    private static final String PREFIX = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /// @throws InvalidInput `DIGEST_INVALID`
    public Digest {
        if (!HEX.matcher(hex).matches()) throw new InvalidInput(FaultCode.DIGEST_INVALID, hex);
    }

    /// Reads `sha256:…`.
    ///
    /// @throws InvalidInput `DIGEST_INVALID`
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) throw new InvalidInput(FaultCode.DIGEST_INVALID, text);
        return new Digest(text.substring(PREFIX.length()));
    }

    /// @param bytes the 32 bytes of the hash
    public static Digest of(byte[] bytes) {
        return new Digest(HexFormat.of().formatHex(bytes));
    }

    /// The first 12 digits, as Docker shows them.
    public String shortForm() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
