package dev.caisson.front.docker.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.registry.InsecureRegistry;
import dev.caisson.image.registry.Mirror;
import dev.caisson.image.registry.ProxyRules;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.image.registry.RetryRules;
import dev.caisson.wire.SystemInfo.Index;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistriesWriterTest {
    @Test
    void without_settings_the_hub_is_known_and_the_loopback_insecure() {
        var shown = RegistriesWriter.registries(RegistrySettings.defaults());

        assertThat(shown.indexConfigs())
                .containsOnly(
                        Map.entry("docker.io", new Index(List.of(), "docker.io", true, true)));
        assertThat(shown.insecureRegistryCidrs()).containsExactly("::1/128", "127.0.0.0/8");
        assertThat(shown.mirrors()).isEmpty();
    }

    @Test
    void insecure_hosts_networks_and_mirrors_are_shown_where_docker_shows_them() {
        var settings =
                new RegistrySettings(
                        List.of(
                                InsecureRegistry.parse("10.0.0.0/8"),
                                InsecureRegistry.parse("registry.test:5000")),
                        List.of(
                                Mirror.parse("https://mirror.test/"),
                                Mirror.parse("ghcr.io=http://other.test/m")),
                        List.of(),
                        ProxyRules.none(),
                        RetryRules.defaults());

        var shown = RegistriesWriter.registries(settings);

        assertThat(shown.insecureRegistryCidrs()).contains("10.0.0.0/8").hasSize(3);
        assertThat(shown.mirrors()).containsExactly("https://mirror.test/");
        assertThat(shown.indexConfigs().values())
                .containsExactlyInAnyOrder(
                        new Index(List.of("https://mirror.test/"), "docker.io", true, true),
                        new Index(List.of("http://other.test/m/"), "ghcr.io", false, true),
                        new Index(List.of(), "registry.test:5000", false, false));
    }

    @Test
    void a_password_of_a_proxy_is_not_shown() {
        var rules =
                ProxyRules.of(
                        Map.of(
                                "HTTP_PROXY", "http://me:secret@proxy.test:3128",
                                "NO_PROXY", "localhost,.test"));

        var shown = RegistriesWriter.proxies(rules);

        assertThat(shown.httpProxy()).isEqualTo("http://xxxxx:xxxxx@proxy.test:3128");
        assertThat(shown.httpsProxy()).isEmpty();
        assertThat(shown.noProxy()).isEqualTo("localhost,.test");
    }
}
