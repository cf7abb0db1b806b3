package dev.caisson.net.dns;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Questions of all containers that others have to answer.
final class Forwarding {
    /// At once; more than that is a flood.
    private static final int MOST = 512;

    // RFC 8914, section 5.2
    private static final int OTHER = 0;
    private static final int PROHIBITED = 18;
    private static final int NO_REACHABLE = 22;

    private final AnswerCache cache;
    private final Upstream upstream;
    private final Semaphore places = new Semaphore(MOST);

    Forwarding(InstantSource clock) {
        cache = new AnswerCache(clock);
        upstream = new Upstream(clock);
    }

    /// @param largest bytes of an answer the client takes
    /// @param reply gets the answer, at once or later on another thread
    void answer(List<InetAddress> servers, Question question, int largest, Consumer<byte[]> reply) {
        if (servers.isEmpty()) {
            var why = "nothing outside the container's networks is asked";
            reply.accept(Message.failure(question, PROHIBITED, why));
            return;
        }
        var kept = cache.find(servers, question);
        if (kept.isPresent()) {
            reply.accept(fitting(kept.get(), question, largest));
            return;
        }
        if (!places.tryAcquire()) {
            reply.accept(Message.failure(question, OTHER, "too many questions at once"));
            return;
        }
        var _ =
                Thread.ofVirtual()
                        .name("dns-forward")
                        .start(() -> reply.accept(ask(servers, question, largest)));
    }

    private byte[] ask(List<InetAddress> servers, Question question, int largest) {
        try {
            var answer = upstream.ask(servers, question);
            if (answer.isEmpty()) {
                var who =
                        servers.stream()
                                .map(InetAddress::getHostAddress)
                                .collect(Collectors.joining(", "));
                return Message.failure(question, NO_REACHABLE, "no answer from " + who);
            }
            cache.keep(servers, question, answer.get());
            return fitting(answer.get().to(question, java.time.Duration.ZERO), question, largest);
        } finally {
            places.release();
        }
    }

    private static byte[] fitting(byte[] answer, Question question, int largest) {
        return answer.length <= largest ? answer : Message.truncated(question);
    }
}
