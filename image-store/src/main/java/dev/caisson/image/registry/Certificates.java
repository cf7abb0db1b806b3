package dev.caisson.image.registry;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// The certificates of one registry in Docker's layout: `HOST[:PORT]/*.crt` are CAs beside the
/// system's, `NAME.cert` with `NAME.key` is the client's own. Source: docs.docker.com
/// engine/security/certificates.
final class Certificates {
    private static final int SIZE_LIMIT = 1 << 20;
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    private final List<Path> roots;

    Certificates(List<Path> roots) {
        this.roots = roots;
    }

    /// @return empty when there is nothing special for this host
    /// @throws InvalidInput `REGISTRY_SETTING_INVALID` for what cannot be read
    Optional<SSLContext> contextOf(RegistryHost host) {
        var authorities = new ArrayList<Certificate>();
        var keys = new ArrayList<KeyManager>();
        for (var root : roots) {
            var directory = root.resolve(host.name());
            if (!directory.normalize().startsWith(root.normalize())) continue;
            try (var files = Files.newDirectoryStream(directory)) {
                for (var file : files) {
                    var name = file.getFileName().toString();
                    if (name.endsWith(".crt")) authorities.addAll(read(file));
                    if (name.endsWith(".cert")) keys.addAll(List.of(client(file)));
                }
            } catch (NoSuchFileException none) {
                // Most registries have none.
            } catch (IOException | DirectoryIteratorException | GeneralSecurityException bad) {
                throw new InvalidInput(
                        bad,
                        FaultCode.REGISTRY_SETTING_INVALID,
                        "certificates in " + directory + ": " + bad.getMessage());
            }
        }
        if (authorities.isEmpty() && keys.isEmpty()) return Optional.empty();
        try {
            return Optional.of(context(authorities, keys));
        } catch (IOException | GeneralSecurityException bad) {
            throw new InvalidInput(
                    bad,
                    FaultCode.REGISTRY_SETTING_INVALID,
                    "certificates of " + host.name() + ": " + bad.getMessage());
        }
    }

    private static SSLContext context(List<Certificate> authorities, List<KeyManager> keys)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (var one : authorities) store.setCertificateEntry("own" + store.size(), one);
        for (var one : systemAuthorities()) store.setCertificateEntry("sys" + store.size(), one);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.toArray(KeyManager[]::new), trust.getTrustManagers(), null);
        return context;
    }

    private static List<X509Certificate> systemAuthorities() throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        for (TrustManager manager : trust.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) return List.of(x509.getAcceptedIssuers());
        }
        return List.of();
    }

    private static KeyManager[] client(Path certificate)
            throws IOException, GeneralSecurityException {
        var name = certificate.getFileName().toString();
        var base = name.substring(0, name.length() - ".cert".length());
        var file = certificate.resolveSibling(base + ".key");
        if (!Files.exists(file)) throw new IOException("missing key " + file + " for " + name);
        var chain = read(certificate).toArray(Certificate[]::new);
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("client", key(file), NO_PASSWORD, chain);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        var matcher = KEY.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
        if (!matcher.find()) {
            throw new IOException(file + " has no unencrypted PKCS #8 key (BEGIN PRIVATE KEY)");
        }
        var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        for (var algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException other) {
                // The key does not say which it is; the next is tried.
            }
        }
        throw new IOException(file + " has a key of an unknown sort");
    }

    private static List<Certificate> read(Path file) throws IOException, GeneralSecurityException {
        var factory = CertificateFactory.getInstance("X.509");
        return List.copyOf(factory.generateCertificates(new ByteArrayInputStream(bytes(file))));
    }

    private static byte[] bytes(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(SIZE_LIMIT + 1);
            if (bytes.length > SIZE_LIMIT) throw new IOException(file + " is larger than 1 MiB");
            return bytes;
        }
    }
}
