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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// HTTP clients, one for each way to trust a host, and how each insecure host speaks.
final class Connections implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration HESITATION = Duration.ofMillis(250);

    /// What servers that want TLS answer to a request without.
    private static final int PLAIN_ON_TLS = 400;

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

    /// A server that speaks no TLS may wait for the rest of a request it does not understand, so
    /// one that hesitates is asked without TLS as well: a sound answer settles it.
    private boolean speaksTls(RegistryHost host, URI secure) throws InterruptedException {
        var asked = client(host, secure).sendAsync(question(secure), BodyHandlers.discarding());
        var speaks = asked.handle((_, failure) -> failure == null);
        try {
            return speaks.get(HESITATION.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hesitates) {
            if (answersPlainly(host)) {
                asked.cancel(true);
                return false;
            }
            return speaks.join();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private boolean answersPlainly(RegistryHost host) throws InterruptedException {
        var plain = URI.create("http://" + host.authority());
        try {
            int status =
                    client(host, plain)
                            .send(question(plain), BodyHandlers.discarding())
                            .statusCode();
            return status != PLAIN_ON_TLS;
        } catch (IOException notPlain) {
            return false;
        }
    }

    private HttpRequest question(URI base) {
        return HttpRequest.newBuilder(URI.create(base + "/v2/"))
                .timeout(settings.retries().answer())
                .build();
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
