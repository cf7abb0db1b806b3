package dev.caisson.image.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Platform;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySettingsTest {
    @ParameterizedTest
    @CsvSource({
        "reg.example:5000, reg.example:5000, true",
        "reg.example, reg.example:5000, true",
        "reg.example:5000, reg.example, false",
        "10.0.0.0/8, 10.1.2.3:5000, true",
        "10.0.0.0/8, 11.1.2.3:5000, false",
        "10.0.0.0/8, ten.example, false",
        "fd00::/8, [fd12::1]:5000, true",
        "fd00::/8, 10.0.0.1, false",
        "docker.io, docker.io, true",
    })
    void an_insecure_registry_covers_hosts(String entry, String host, boolean expected) {
        assertThat(InsecureRegistry.parse(entry).covers(new RegistryHost(host)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://x", "https://x", "a/b", "10.0.0.0/33", "", "1.2.3/8/9"})
    void what_is_no_insecure_registry_is_refused(String entry) {
        assertThatThrownBy(() -> InsecureRegistry.parse(entry)).isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "localhost:5000, true",
        "127.9.9.9:1, true",
        "[::1]:5000, true",
        "localhost.example, false",
        "127.0.0.1.example, false"
    })
    void loopback_is_insecure_unasked(String host, boolean expected) {
        assertThat(RegistrySettings.defaults().isInsecure(new RegistryHost(host)))
                .isEqualTo(expected);
    }

    @Test
    void a_mirror_is_of_docker_unless_it_says_of_what() {
        assertThat(Mirror.parse("https://m.example/"))
                .isEqualTo(
                        new Mirror(new RegistryHost("docker.io"), URI.create("https://m.example")));
        assertThat(Mirror.parse("ghcr.io=http://m.example:8080/ghcr"))
                .isEqualTo(
                        new Mirror(
                                new RegistryHost("ghcr.io"),
                                URI.create("http://m.example:8080/ghcr")));
        for (var bad : List.of("m.example", "ftp://m", "https://u:p@m", "https://m?x=1")) {
            assertThatThrownBy(() -> Mirror.parse(bad)).isInstanceOf(InvalidInput.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', docker.io",
        "https://index.docker.io/v1/, docker.io",
        "localhost:5000, localhost:5000",
        "https://reg.example/v2/, reg.example",
    })
    void a_server_address_names_a_host(String address, String host) {
        assertThat(RegistryHost.parse(address)).isEqualTo(new RegistryHost(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "user@host", "../etc", "ho\nst"})
    void what_is_no_host_is_refused(String address) {
        assertThatThrownBy(() -> RegistryHost.parse(address)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void proxies_come_from_the_environment_but_not_for_excepted_hosts() {
        var rules =
                ProxyRules.of(
                        Map.of(
                                "https_proxy", "http://proxy.example:3128",
                                "HTTP_PROXY", "plain.example",
                                "NO_PROXY", "in.example,.sub.example,10.0.0.5:5000"));

        assertThat(rules.proxyFor(URI.create("https://reg.example/v2/")))
                .hasToString("proxy.example/<unresolved>:3128");
        assertThat(rules.proxyFor(URI.create("http://reg.example/v2/")))
                .hasToString("plain.example/<unresolved>:80");
        for (var direct :
                List.of(
                        "https://in.example/",
                        "https://a.in.example/",
                        "https://x.sub.example/",
                        "http://10.0.0.5:5000/",
                        "http://localhost:5000/",
                        "http://127.0.0.1/")) {
            assertThat(rules.proxyFor(URI.create(direct))).as(direct).isNull();
        }
    }

    @Test
    void pauses_double_up_to_the_longest_and_are_part_chance() {
        var rules = RetryRules.defaults();
        var random = RandomGenerator.of("L64X128MixRandom");
        for (int failures = 1; failures < 80; failures++) {
            long most = Math.min(500L << Math.min(failures - 1, 10), rules.longest().toMillis());
            assertThat(rules.pause(failures, random).toMillis()).isBetween(most / 2, most);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/x86_64, linux/amd64",
        "linux/arm64, linux/arm64/v8",
        "aarch64, linux/arm64/v8",
        "linux/arm, linux/arm/v7",
        "linux/arm/v6, linux/arm/v6",
        "armhf, linux/arm/v7",
        "i386, linux/386",
        "windows/amd64, windows/amd64",
    })
    void a_platform_is_normalised(String text, String expected) {
        assertThat(Platform.parse(text)).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "linux/", "nonsense", "a/b/c/d", "linux/amd64/v 2"})
    void what_is_no_platform_is_refused(String text) {
        assertThatThrownBy(() -> Platform.parse(text)).isInstanceOf(InvalidInput.class);
    }
}
