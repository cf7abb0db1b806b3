package dev.caisson.image.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Unavailable;
import dev.caisson.image.ImageReference;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.InsecureRegistry;
import dev.caisson.image.registry.ProxyRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Registries behind a proxy. Their names are known to the proxy only.
class ProxyTest extends PullFixture {
    private static final String NAME = "registry.caisson-test.invalid";

    private Proxy proxy;

    @BeforeEach
    void listen() throws IOException {
        proxy = new Proxy(registry.host());
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
    }

    /// Passes everything on to one server, whoever was meant.
    private static final class Proxy implements AutoCloseable {
        private final ServerSocket socket =
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<String> heads = new CopyOnWriteArrayList<>();
        private final int target;

        Proxy(String host) throws IOException {
            target = Integer.parseInt(host.substring(host.indexOf(':') + 1));
            Thread.startVirtualThread(this::accept);
        }

        private void accept() {
            while (true) {
                try {
                    var client = socket.accept();
                    Thread.startVirtualThread(() -> serve(client));
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(Socket client) {
            try (client) {
                var head = head(client.getInputStream());
                heads.add(head);
                if (head.startsWith("CONNECT ")) {
                    // Nobody there speaks TLS: the tunnel is refused.
                    var refusal = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
                    client.getOutputStream().write(refusal.getBytes(StandardCharsets.US_ASCII));
                    return;
                }
                try (var server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                    var path = head.replaceFirst("http://[^/]+", "");
                    var once = path.replaceFirst("\r\n", "\r\nConnection: close\r\n");
                    server.getOutputStream().write(once.getBytes(StandardCharsets.US_ASCII));
                    server.getInputStream().transferTo(client.getOutputStream());
                }
            } catch (IOException gone) {
                // The test sees that nothing came.
            }
        }

        private static String head(InputStream in) throws IOException {
            var head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                int one = in.read();
                if (one < 0) break;
                head.write(one);
            }
            return head.toString(StandardCharsets.US_ASCII);
        }

        String address() {
            return "127.0.0.1:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private void behind(String variable, String noProxy) {
        registries.close();
        registries =
                registries(
                        List.of(),
                        List.of(InsecureRegistry.parse(NAME)),
                        ProxyRules.of(
                                Map.of(
                                        variable,
                                        "http://me:secret@" + proxy.address(),
                                        "NO_PROXY",
                                        noProxy)));
    }

    private void pullByName() throws InterruptedException {
        var _ =
                new Puller(registries, store, NOBODY)
                        .pull(
                                ImageReference.parse(NAME + "/behind:1"),
                                null,
                                Credentials.NONE,
                                PullProgress.none());
    }

    @Test
    void a_registry_without_tls_is_reached_through_the_proxy() throws Exception {
        registry.image("behind", "1", upper);
        behind("HTTP_PROXY", "");

        pullByName();

        assertThat(store.find(NAME + "/behind:1")).isPresent();
        assertThat(proxy.heads)
                .anyMatch(
                        head -> head.startsWith("GET http://" + NAME + "/v2/behind/manifests/1 "));
        assertThat(registry.seen("/v2/behind/manifests/1")).hasSize(1);
    }

    @Test
    void tls_is_asked_for_by_connect() {
        behind("HTTPS_PROXY", "");

        assertThatThrownBy(this::pullByName).isInstanceOf(Unavailable.class);

        assertThat(proxy.heads).anyMatch(head -> head.startsWith("CONNECT " + NAME + ":443 "));
    }

    @Test
    void what_is_excepted_does_not_go_through_it() {
        behind("HTTP_PROXY", "caisson-test.invalid");

        assertThatThrownBy(this::pullByName)
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("no such host");

        assertThat(proxy.heads).isEmpty();
    }
}
