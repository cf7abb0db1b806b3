package dev.caisson.image.pull;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caisson.image.Digest;
import dev.caisson.image.MediaType;
import dev.caisson.image.archive.Archives;
import dev.caisson.image.layer.Tars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A registry on the loopback that serves what it is told, and misbehaves where it is told to.
final class FakeRegistry implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Content> contents = new ConcurrentHashMap<>();
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    FakeRegistry() {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = HttpServer.create(address, 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Content(String type, byte[] bytes) {}

    /// A request that came.
    record Seen(String method, String path, Optional<String> authorization, String range) {}

    /// Answers one request, instead of the content at its path.
    @FunctionalInterface
    interface Behaviour {
        /// @param count of requests for this path, this one included
        /// @return whether it has answered
        boolean answer(HttpExchange exchange, int count) throws IOException;
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    List<Seen> seen(String path) {
        return seen.stream().filter(one -> one.path().equals(path)).toList();
    }

    void put(String path, String type, byte[] bytes) {
        contents.put(path, new Content(type, bytes));
    }

    void behave(String path, Behaviour behaviour) {
        behaviours.put(path, behaviour);
    }

    /// Gives out tokens `t1`, `t2`, … to everybody.
    ///
    /// @return where
    String tokens() {
        behave(
                "/token",
                (exchange, count) -> answer(exchange, 200, "{\"token\":\"t" + count + "\"}"));
        return "http://" + host() + "/token";
    }

    /// An image of these layers, gzipped, under a tag.
    Served image(String repository, String tag, byte[]... layers) {
        var diffIds = new ArrayList<Digest>();
        var blobs = new ArrayList<String>();
        var parts = new ArrayList<String>();
        for (var layer : layers) {
            diffIds.add(Tars.digest(layer));
            var gzip = Tars.gzip(layer);
            blobs.add(blob(repository, gzip));
            parts.add(descriptor(MediaType.OCI_LAYER_GZIP, gzip));
        }
        var config = Archives.config("\"Cmd\":[\"sh\"]", diffIds.toArray(Digest[]::new));
        blob(repository, config);
        var manifest =
                ("{\"schemaVersion\":2,\"mediaType\":\""
                                + MediaType.OCI_MANIFEST
                                + "\",\"config\":"
                                + descriptor(MediaType.OCI_CONFIG, config)
                                + ",\"layers\":["
                                + String.join(",", parts)
                                + "]}")
                        .getBytes(UTF_8);
        manifest(repository, tag, MediaType.OCI_MANIFEST, manifest);
        return new Served(Tars.digest(manifest), blobs);
    }

    /// @param blobs paths of the layers
    record Served(Digest manifest, List<String> blobs) {}

    void manifest(String repository, String tag, String type, byte[] bytes) {
        put("/v2/" + repository + "/manifests/" + tag, type, bytes);
        put("/v2/" + repository + "/manifests/" + Tars.digest(bytes), type, bytes);
    }

    String blob(String repository, byte[] bytes) {
        var path = "/v2/" + repository + "/blobs/" + Tars.digest(bytes);
        put(path, "application/octet-stream", bytes);
        return path;
    }

    static String descriptor(String type, byte[] bytes) {
        return descriptor(type, Tars.digest(bytes), bytes.length);
    }

    static String descriptor(String type, Digest digest, long size) {
        return "{\"mediaType\":\""
                + type
                + "\",\"digest\":\""
                + digest
                + "\",\"size\":"
                + size
                + "}";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var headers = exchange.getRequestHeaders();
            var range = Optional.ofNullable(headers.getFirst("Range")).orElse("");
            seen.add(
                    new Seen(
                            exchange.getRequestMethod(),
                            path,
                            Optional.ofNullable(headers.getFirst("Authorization")),
                            range));
            var behaviour = behaviours.get(path);
            if (behaviour == null) behaviour = behaviours.get("*");
            if (behaviour != null && behaviour.answer(exchange, seen(path).size())) return;
            serve(exchange, path, range);
        }
    }

    private void serve(HttpExchange exchange, String path, String range) throws IOException {
        var content = contents.get(path);
        if (content == null) {
            answer(
                    exchange,
                    404,
                    "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"no\"}]}");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", content.type());
        int from = 0;
        if (range.startsWith("bytes=")) {
            from = Integer.parseInt(range.substring(6, range.length() - 1));
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes "
                                    + from
                                    + "-"
                                    + (content.bytes().length - 1)
                                    + "/"
                                    + content.bytes().length);
        }
        int length = content.bytes().length - from;
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, length == 0 ? -1 : length);
        exchange.getResponseBody().write(content.bytes(), from, length);
    }

    static boolean answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        return true;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
