package dev.caisson.image.registry;

import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/// HTTP clients, one for each way to trust a host, and how each insecure host speaks.
final class Connections implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);

    private final RegistrySettings settings;
    private final Certificates certificates;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
    private final Map<RegistryHost, URI> schemes = new ConcurrentHashMap<>();

    Connections(RegistrySettings settings) {
        this.settings = settings;
        this.certificates = new Certificates(settings.certificates());
    }

    /// The registry itself. An insecure one is asked over TLS first, with any certificate, and
    /// without TLS when it does not speak that.
    Endpoint origin(RegistryHost host) throws IOException, InterruptedException {
        var secure = URI.create("https://" + host.authority());
        if (!settings.isInsecure(host)) return new Endpoint(host, secure, false);
        var known = schemes.get(host);
        if (known == null) {
            known = speaksTls(host, secure) ? secure : URI.create("http://" + host.authority());
            schemes.put(host, known);
        }
        return new Endpoint(host, known, false);
    }

    /// Asks an insecure host again how it speaks.
    void forget(RegistryHost host) {
        schemes.remove(host);
    }

    private boolean speaksTls(RegistryHost host, URI secure) throws InterruptedException {
        var ask =
                HttpRequest.newBuilder(URI.create(secure + "/v2/"))
                        .timeout(settings.retries().answer())
                        .build();
        try {
            var _ = client(host, secure).send(ask, BodyHandlers.discarding());
            return true;
        } catch (IOException notTls) {
            // The same question without TLS says what is wrong if that is not it.
            return false;
        }
    }

    HttpClient client(RegistryHost host, URI target) {
        var own = target.getHost().equalsIgnoreCase(host.address());
        var owner = own ? host : new RegistryHost(target.getRawAuthority());
        return clients.computeIfAbsent(
                owner.name() + " " + target.getScheme(), _ -> build(owner, target));
    }

    private HttpClient build(RegistryHost host, URI target) {
        var builder =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT)
                        .proxy(settings.proxies().selector())
                        .executor(Executors.newVirtualThreadPerTaskExecutor());
        var proxy = settings.proxies().proxyUser(target);
        proxy.ifPresent(user -> builder.authenticator(new ProxyUser(user)));
        if (target.getScheme().equals("http")) {
            return builder.version(HttpClient.Version.HTTP_1_1).build();
        }
        if (settings.isInsecure(host)) builder.sslContext(AnyCertificate.context());
        else certificates.contextOf(host).ifPresent(builder::sslContext);
        return builder.build();
    }

    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
    }

    private static final class ProxyUser extends Authenticator {
        private final Credentials.Basic user;

        ProxyUser(Credentials.Basic user) {
            this.user = user;
        }

        @Override
        protected @org.jspecify.annotations.Nullable PasswordAuthentication
                getPasswordAuthentication() {
            if (getRequestorType() != RequestorType.PROXY) return null;
            return new PasswordAuthentication(user.user(), user.password().toCharArray());
        }
    }
}
