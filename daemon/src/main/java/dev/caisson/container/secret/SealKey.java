package dev.caisson.container.secret;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals and opens with AES-256-GCM under the key of this host. The id of a secret is sealed along,
/// so that no content can be put in the place of another.
final class SealKey {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String CREDENTIAL = "caisson-secret-key";
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    private SealKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, "AES");
    }

    /// @param directory has the file with the key, which is made when it is missing
    /// @param credentials where systemd puts them; empty for nowhere
    static SealKey of(Path directory, String credentials) {
        try {
            if (!credentials.isEmpty()) {
                var credential = Path.of(credentials, CREDENTIAL);
                if (Files.isRegularFile(credential)) {
                    var hash = MessageDigest.getInstance("SHA-256");
                    return new SealKey(hash.digest(Files.readAllBytes(credential)));
                }
            }
            return new SealKey(file(directory.resolve("key")));
        } catch (IOException | GeneralSecurityException failure) {
            throw new Internal(failure, FaultCode.SECRET_FAILED, String.valueOf(failure));
        }
    }

    private static byte[] file(Path file) throws IOException {
        if (!Files.exists(file)) {
            var bytes = new byte[KEY];
            RANDOM.nextBytes(bytes);
            var temporary = file.resolveSibling(".key");
            Files.deleteIfExists(temporary);
            var owner = PosixFilePermissions.fromString("rw-------");
            Files.createFile(temporary, PosixFilePermissions.asFileAttribute(owner));
            SecretShelf.writeDurably(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
        var bytes = Files.readAllBytes(file);
        if (bytes.length != KEY) throw new IOException(file + " is no key");
        return bytes;
    }

    String seal(String id, byte[] content) {
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        var sealed = run(Cipher.ENCRYPT_MODE, id, nonce, content);
        var all = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        return Base64.getEncoder().encodeToString(all);
    }

    /// @throws Internal `SECRET_FAILED` when it was sealed by another key, or changed
    byte[] open(String id, String sealed) {
        var all = Base64.getDecoder().decode(sealed);
        var nonce = Arrays.copyOf(all, NONCE);
        return run(Cipher.DECRYPT_MODE, id, nonce, Arrays.copyOfRange(all, NONCE, all.length));
    }

    private byte[] run(int mode, String id, byte[] nonce, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(id.getBytes(StandardCharsets.US_ASCII));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException failure) {
            throw new Internal(
                    failure, FaultCode.SECRET_FAILED, "it was changed, or sealed by another key");
        }
    }
}
