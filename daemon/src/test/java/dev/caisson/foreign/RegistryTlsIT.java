package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caisson.fault.Denied;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.InsecureRegistry;
import dev.caisson.image.registry.ProxyRules;
import dev.caisson.image.registry.Registries;
import dev.caisson.image.registry.RegistryHost;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.image.registry.RetryRules;
import dev.caisson.system.CommandOutcome;
import dev.caisson.system.HostTools;
import dev.caisson.system.RegistryProcess;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Debian's registry behind TLS with a private CA, in Docker's layout of certificates. On an
/// address that is not the loopback, whose certificates nobody checks.
@Tag("foreign")
@Timeout(300)
class RegistryTlsIT {
    private static final Credentials TESTER =
            new Credentials.Basic(RegistryProcess.USER, RegistryProcess.PASSWORD);

    private static final RetryRules ONCE =
            new RetryRules(
                    1,
                    Duration.ofMillis(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    1);

    @TempDir Path directory;
    private String address;

    @BeforeEach
    void makeCertificates() throws SocketException {
        var found = outside();
        assumeThat(found).as("an address beside the loopback").isPresent();
        address = found.orElseThrow();
        authority("ca");
        signed("server", "subjectAltName=IP:" + address);
        signed("client", "extendedKeyUsage=clientAuth");
    }

    private static Optional<String> outside() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
                .map(one -> one.getHostAddress())
                .findFirst();
    }

    private void authority(String name) {
        openssl(
                "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=NAME -keyout NAME.key"
                        + " -out NAME.crt",
                name);
    }

    private void signed(String name, String extension) {
        write(name + ".ext", extension + "\n");
        openssl(
                "req -newkey rsa:2048 -nodes -subj /CN=NAME.test -keyout NAME.key -out NAME.csr",
                name);
        openssl(
                "x509 -req -days 2 -CA ca.crt -CAkey ca.key -CAcreateserial -in NAME.csr"
                        + " -out NAME.crt -extfile NAME.ext",
                name);
    }

    private void openssl(String arguments, String name) {
        var program = HostTools.installed("openssl", "openssl");
        var line = program + " " + arguments.replace("NAME", name);
        var done = CommandOutcome.of("sh", "-c", "cd " + directory + " && " + line);
        assertThat(done.code()).as(done.err()).isZero();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private RegistryProcess registry(String more) {
        return RegistryProcess.withTls(
                address,
                "{certificate: %s/server.crt, key: %s/server.key%s}"
                        .formatted(directory, directory, more));
    }

    private Path certificates(RegistryProcess registry, String... files) throws IOException {
        var own = Files.createDirectories(directory.resolve("certs.d").resolve(registry.host()));
        for (var file : files) {
            var to = file.equals("client.crt") ? "client.cert" : file;
            Files.copy(directory.resolve(file), own.resolve(to));
        }
        return directory.resolve("certs.d");
    }

    private static Registries registries(List<InsecureRegistry> insecure, List<Path> certificates) {
        return registries(insecure, certificates, ProxyRules.none());
    }

    private static Registries registries(List<Path> certificates, ProxyRules proxies) {
        return registries(List.of(), certificates, proxies);
    }

    private static Registries registries(
            List<InsecureRegistry> insecure, List<Path> certificates, ProxyRules proxies) {
        return new Registries(
                new RegistrySettings(insecure, List.of(), certificates, proxies, ONCE),
                Scheduler.real(),
                InstantSource.system());
    }

    private static String login(Registries registries, RegistryProcess at, Credentials credentials)
            throws InterruptedException {
        return registries.login(new RegistryHost(at.host()), credentials);
    }

    @Test
    void a_private_authority_is_trusted_for_its_registry_and_for_no_other() throws Exception {
        try (var registry = registry("");
                var trusting = registries(List.of(), List.of(certificates(registry, "ca.crt")));
                var strange = registries(List.of(), List.of())) {
            assertThat(login(trusting, registry, TESTER)).isEmpty();
            assertThatThrownBy(() -> login(strange, registry, TESTER))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("tls: ");
            assertThatThrownBy(
                            () ->
                                    login(
                                            trusting,
                                            registry,
                                            new Credentials.Basic("tester", "wrong")))
                    .isInstanceOf(Denied.class)
                    .hasMessage("unauthorized: authentication required");
        }
    }

    @Test
    void http_2_is_spoken_where_the_registry_speaks_it() throws Exception {
        try (var registry = registry("");
                var registries = registries(List.of(), List.of(certificates(registry, "ca.crt")))) {
            login(registries, registry, TESTER);

            assertThat(registry.log()).contains("\"GET /v2/ HTTP/2.0\" 200");
        }
    }

    @Test
    void a_proxy_is_passed_by_connect_and_sees_no_password() throws Exception {
        try (var registry = registry("");
                var proxy = new ConnectProxy();
                var registries =
                        registries(
                                List.of(certificates(registry, "ca.crt")),
                                ProxyRules.of(Map.of("HTTPS_PROXY", proxy.url())))) {
            assertThat(login(registries, registry, TESTER)).isEmpty();

            assertThat(proxy.heads())
                    .isNotEmpty()
                    .allSatisfy(
                            head ->
                                    assertThat(head)
                                            .startsWith("CONNECT " + registry.host() + " HTTP/1.1")
                                            .doesNotContainIgnoringCase("authorization"));
            assertThat(registry.log()).contains("\"GET /v2/ HTTP/2.0\" 200");
        }
    }

    @Test
    void a_registry_that_is_insecure_may_have_any_certificate() throws Exception {
        try (var registry = registry("");
                var registries =
                        registries(List.of(InsecureRegistry.parse(registry.host())), List.of())) {
            assertThat(login(registries, registry, TESTER)).isEmpty();
        }
    }

    @Test
    void a_client_shows_its_certificate_where_one_is_wanted() throws Exception {
        try (var registry = registry(", clientcas: [" + directory.resolve("ca.crt") + "]")) {
            var without = List.of(certificates(registry, "ca.crt"));
            try (var stranger = registries(List.of(), without)) {
                assertThatThrownBy(() -> login(stranger, registry, TESTER))
                        .isInstanceOf(Unavailable.class);
            }

            var with = List.of(certificates(registry, "client.crt", "client.key"));
            try (var known = registries(List.of(), with)) {
                assertThat(login(known, registry, TESTER)).isEmpty();
            }
        }
    }
}
