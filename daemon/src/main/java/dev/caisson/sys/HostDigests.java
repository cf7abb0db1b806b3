package dev.caisson.sys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.HexFormat;

/// SHA-256 of the host's OpenSSL, as a provider of Java's cryptography.
///
/// The daemon runs with the quick compiler alone, to start fast and stay small, and only the other
/// one knows the processor's instructions for SHA-256: without them a digest takes fifteen times as
/// long, and a pull mostly waits for digests. Where the host has no libcrypto Java's own is used.
public final class HostDigests extends Provider {
    private static final long serialVersionUID = 1;
    private static final String ALGORITHM = "SHA-256";

    /// Of `abc`. Source: FIPS 180-2 B.1.
    private static final String KNOWN =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private HostDigests() {
        super("CaissonHost", "1", "SHA-256 of the host's libcrypto");
        putService(new Sha256Service(this));
    }

    /// Puts it before Java's own, when the host has the library and it works.
    ///
    /// @return whether it did
    public static boolean install() {
        try {
            CryptoLibrary.load();
            var provider = new HostDigests();
            var digest = MessageDigest.getInstance(ALGORITHM, provider);
            digest.update(new byte[] {'a', 'b', 'c'});
            if (!HexFormat.of().formatHex(digest.digest()).equals(KNOWN)) return false;
            return Security.insertProviderAt(provider, 1) == 1;
        } catch (UnsatisfiedLinkError | NoSuchAlgorithmException absent) {
            return false;
        }
    }

    private static final class Sha256Service extends Service {
        Sha256Service(Provider provider) {
            super(provider, "MessageDigest", ALGORITHM, HostSha256.class.getName(), null, null);
        }

        @Override
        public Object newInstance(Object parameter) {
            return new HostSha256();
        }
    }
}
