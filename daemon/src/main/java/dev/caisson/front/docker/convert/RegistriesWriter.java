package dev.caisson.front.docker.convert;

import dev.caisson.image.registry.ProxyRules;
import dev.caisson.image.registry.RegistryHost;
import dev.caisson.image.registry.RegistrySettings;
import dev.caisson.wire.SystemInfo;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What `info` says of registries and of the way to them. Source: moby registry.ServiceConfig.
final class RegistriesWriter {
    /// Reached without TLS in any case.
    private static final List<String> LOOPBACK = List.of("::1/128", "127.0.0.0/8");

    private RegistriesWriter() {}

    /// Docker knows mirrors of its hub only; those of other registries are with their names.
    static SystemInfo.RegistryConfig registries(RegistrySettings settings) {
        var networks = new ArrayList<>(LOOPBACK);
        var hosts = new TreeMap<String, SystemInfo.Index>();
        hosts.put(RegistryHost.HUB, index(settings, RegistryHost.HUB, true));
        for (var mirror : settings.mirrors()) {
            var name = mirror.of().name();
            hosts.putIfAbsent(name, index(settings, name, true));
        }
        for (var insecure : settings.insecure()) {
            if (insecure.isNetwork()) networks.add(insecure.text());
            else hosts.put(insecure.text(), index(settings, insecure.text(), false));
        }
        return new SystemInfo.RegistryConfig(hosts, networks, mirrors(settings, RegistryHost.HUB));
    }

    private static SystemInfo.Index index(RegistrySettings settings, String name, boolean secure) {
        return new SystemInfo.Index(
                mirrors(settings, name), name, name.equals(RegistryHost.HUB), secure);
    }

    private static List<String> mirrors(RegistrySettings settings, String name) {
        return settings.mirrors().stream()
                .filter(mirror -> mirror.of().name().equals(name))
                .map(mirror -> mirror.base() + "/")
                .toList();
    }

    /// A password in a proxy's address is shown to nobody.
    static SystemInfo.Proxies proxies(ProxyRules rules) {
        return new SystemInfo.Proxies(
                masked(rules.http()), masked(rules.https()), String.join(",", rules.except()));
    }

    private static String masked(@Nullable URI proxy) {
        if (proxy == null) return "";
        var user = proxy.getRawUserInfo();
        return user == null
                ? proxy.toString()
                : proxy.toString().replace(user + "@", "xxxxx:xxxxx@");
    }
}
