package dev.caisson.image.registry;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/// Sends requests, each once, and follows redirects.
final class Wire {
    private static final int REDIRECTS = 6;
    private static final String AGENT = "caisson/1";

    private final Connections connections;
    private final Scheduler scheduler;
    private final RetryRules rules;

    Wire(Connections connections, Scheduler scheduler, RetryRules rules) {
        this.connections = connections;
        this.scheduler = scheduler;
        this.rules = rules;
    }

    /// @param authorization goes to the endpoint only, to nobody it redirects to
    Reply send(Endpoint endpoint, Ask ask, Optional<String> authorization)
            throws IOException, InterruptedException {
        var target = ask.uri();
        for (int hop = 0; hop <= REDIRECTS; hop++) {
            var reply = once(endpoint, ask.to(target), authorization);
            if (!isRedirect(reply.status()) || !isFollowed(ask.method())) return reply;
            reply.close();
            target = next(endpoint, target, reply);
        }
        throw new InvalidInput(
                FaultCode.REGISTRY_MISBEHAVES,
                endpoint.host().name(),
                ask.shown() + " is redirected more than " + REDIRECTS + " times");
    }

    private Reply once(Endpoint endpoint, Ask ask, Optional<String> authorization)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(ask.uri())
                        .timeout(rules.answer())
                        .setHeader("User-Agent", AGENT)
                        .method(ask.method(), ask.body().get());
        ask.headers().forEach(request::setHeader);
        if (endpoint.isOrigin(ask.uri())) {
            authorization.ifPresent(value -> request.setHeader("Authorization", value));
        }
        var response =
                connections
                        .client(endpoint.host(), ask.uri())
                        .send(request.build(), BodyHandlers.ofInputStream());
        return new Reply(
                response.statusCode(),
                response.headers(),
                new WatchedStream(response.body(), scheduler, rules),
                ask.uri());
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean isFollowed(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static URI next(Endpoint endpoint, URI from, Reply reply) {
        var location = reply.header("Location").orElse("");
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException broken) {
            throw new InvalidInput(
                    broken,
                    FaultCode.REGISTRY_MISBEHAVES,
                    endpoint.host().name(),
                    "it redirects to no address");
        }
        var scheme = String.valueOf(to.getScheme());
        boolean downgrade = from.getScheme().equals("https") && !scheme.equals("https");
        boolean known = scheme.equals("https") || scheme.equals("http");
        if (location.isEmpty() || to.getHost() == null || !known || downgrade) {
            throw new InvalidInput(
                    FaultCode.REGISTRY_MISBEHAVES,
                    endpoint.host().name(),
                    "it redirects from " + from.getHost() + " to " + scheme + "://" + to.getHost());
        }
        return to;
    }
}
