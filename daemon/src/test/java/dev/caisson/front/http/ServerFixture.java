package dev.caisson.front.http;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A server on a socket of its own, its clients, and what tests say to them.
final class ServerFixture {
    private final Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();

    ServerFixture(Path directory) {
        this.directory = directory;
    }

    RawClient client(Service service) throws IOException {
        serve(service);
        return connect();
    }

    void serve(Service service) {
        serve(service, Unread.UNKNOWN);
    }

    void serve(Service service, Unread unread) {
        open.add(HttpServer.open(new UnixSocket(socket(), List.of()), service, unread));
    }

    RawClient connect() throws IOException {
        var client = new RawClient(socket());
        open.add(client);
        return client;
    }

    Path socket() {
        return directory.resolve("caisson.sock");
    }

    void close() throws Exception {
        for (var one : open.reversed()) one.close();
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: d\r\n\r\n";
    }

    static Answer text(String body) {
        return new Answer.Whole(200, Map.of(), bytes(body));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static java.io.OutputStream nowhere() {
        return java.io.OutputStream.nullOutputStream();
    }

    static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until the number has not changed for a while.
    static long standsStill(AtomicLong number) {
        await().during(200, TimeUnit.MILLISECONDS)
                .until(
                        () -> number.get(),
                        new org.hamcrest.BaseMatcher<>() {
                            private long last = -1;

                            @Override
                            public boolean matches(Object now) {
                                boolean same = last == (Long) now;
                                last = (Long) now;
                                return same;
                            }

                            @Override
                            public void describeTo(org.hamcrest.Description description) {}
                        });
        return number.get();
    }
}
