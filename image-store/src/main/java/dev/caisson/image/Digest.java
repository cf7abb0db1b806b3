package dev.caisson.image;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The digest of some content, written `sha256:` and 64 or `sha512:` and 128 lower-case hexadecimal
/// digits.
///
/// Other algorithms of the image specification are refused: what cannot be verified here is not
/// stored here.
///
/// @param hex whose length tells the algorithm
public record Digest(String hex) implements Comparable<Digest> {
    /// The length of the hexadecimal part with SHA-256.
    public static final int HEX_LENGTH = DigestAlgorithm.SHA256.length();

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{128}");

    /// @throws InvalidInput `DIGEST_INVALID`
    public Digest {
        if (!HEX.matcher(hex).matches()) throw new InvalidInput(FaultCode.DIGEST_INVALID, hex);
    }

    /// Reads `sha256:…` or `sha512:…`.
    ///
    /// @throws InvalidInput `DIGEST_INVALID`
    public static Digest parse(String text) {
        for (var algorithm : DigestAlgorithm.values()) {
            int colon = algorithm.prefix().length();
            if (text.length() != colon + 1 + algorithm.length()) continue;
            if (text.startsWith(algorithm.prefix()) && text.charAt(colon) == ':') {
                return new Digest(text.substring(colon + 1));
            }
        }
        throw new InvalidInput(FaultCode.DIGEST_INVALID, text);
    }

    /// @param bytes the 32 or 64 bytes of the hash
    public static Digest of(byte[] bytes) {
        return new Digest(HexFormat.of().formatHex(bytes));
    }

    public DigestAlgorithm algorithm() {
        return hex.length() == HEX_LENGTH ? DigestAlgorithm.SHA256 : DigestAlgorithm.SHA512;
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
        return algorithm().prefix() + ":" + hex;
    }
}
