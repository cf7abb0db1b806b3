package dev.caisson.image.registry;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which proxy leads to a registry: `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, as Go reads them.
/// Source: golang.org/x/net/http/httpproxy (behaviour).
///
/// @param http for http; null for none
/// @param https for https; null for none
/// @param except hosts, domains with a dot before them, or `*`
public record ProxyRules(@Nullable URI http, @Nullable URI https, List<String> except) {
    public ProxyRules {
        except = List.copyOf(except);
    }

    public static ProxyRules none() {
        return new ProxyRules(null, null, List.of());
    }

    /// @throws InvalidInput `REGISTRY_SETTING_INVALID`
    public static ProxyRules of(Map<String, String> environment) {
        var except = variable(environment, "NO_PROXY").toLowerCase(Locale.ROOT).split("[,\\s]+");
        return new ProxyRules(
                proxy(variable(environment, "HTTP_PROXY")),
                proxy(variable(environment, "HTTPS_PROXY")),
                List.of(except).stream().filter(one -> !one.isEmpty()).toList());
    }

    private static String variable(Map<String, String> environment, String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return environment.getOrDefault(name, environment.getOrDefault(lower, "")).strip();
    }

    private static @Nullable URI proxy(String text) {
        if (text.isEmpty()) return null;
        var uri = URI.create(text.contains("://") ? text : "http://" + text);
        if (uri.getHost() == null || !"http".equals(uri.getScheme())) {
            throw new InvalidInput(
                    FaultCode.REGISTRY_SETTING_INVALID,
                    "proxy " + uri.getHost() + ": only http:// proxies are supported");
        }
        return uri;
    }

    ProxySelector selector() {
        return new Selector(this);
    }

    @Nullable InetSocketAddress proxyFor(URI target) {
        var host = target.getHost().toLowerCase(Locale.ROOT);
        if (new RegistryHost(host).isLoopback() || isExcepted(host, target.getPort())) return null;
        var proxy = "https".equals(target.getScheme()) ? https : http;
        if (proxy == null) return null;
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return InetSocketAddress.createUnresolved(proxy.getHost(), port);
    }

    /// Name and password in the proxy's URL.
    Optional<Credentials.Basic> proxyUser(URI target) {
        var proxy = "https".equals(target.getScheme()) ? https : http;
        if (proxy == null || proxy.getUserInfo() == null) return Optional.empty();
        var pair = proxy.getUserInfo().split(":", 2);
        return Optional.of(new Credentials.Basic(pair[0], pair.length < 2 ? "" : pair[1]));
    }

    private boolean isExcepted(String host, int port) {
        for (var one : except) {
            if (one.equals("*") || one.equals(host) || one.equals(host + ":" + port)) return true;
            var domain = one.startsWith(".") ? one : "." + one;
            if (host.endsWith(domain)) return true;
        }
        return false;
    }

    private static final class Selector extends ProxySelector {
        private final ProxyRules rules;

        Selector(ProxyRules rules) {
            this.rules = rules;
        }

        @Override
        public List<Proxy> select(URI target) {
            var address = rules.proxyFor(target);
            if (address == null) return List.of(Proxy.NO_PROXY);
            var resolved = new InetSocketAddress(address.getHostString(), address.getPort());
            return List.of(new Proxy(Proxy.Type.HTTP, resolved));
        }

        @Override
        public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
            // The request fails with the same exception.
        }
    }
}
