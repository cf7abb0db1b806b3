package dev.caisson.image.registry;

import dev.caisson.fault.Denied;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;

/// One endpoint as one user: answers challenges, and sends again what failed for a while. For any
/// number of threads.
final class Session {
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    private final Endpoint endpoint;
    private final Wire wire;
    private final Authorizer authorizer;
    private final RetryRules rules;
    private final Pause pause;
    private final InstantSource clock;

    Session(
            Endpoint endpoint,
            Wire wire,
            Authorizer authorizer,
            RetryRules rules,
            Pause pause,
            InstantSource clock) {
        this.endpoint = endpoint;
        this.wire = wire;
        this.authorizer = authorizer;
        this.rules = rules;
        this.pause = pause;
        this.clock = clock;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    RetryRules rules() {
        return rules;
    }

    /// Waits before something is tried again that is more than one request.
    void pauseAfter(int failures) throws InterruptedException {
        pause.await(rules.pause(failures, RandomGenerator.getDefault()));
    }

    /// Sends a request until it is answered with something that does not pass.
    ///
    /// @return any answer but 401 and those that pass; the caller closes it
    /// @throws Unavailable `REGISTRY_UNREACHABLE`, `REGISTRY_FAILED`, `REGISTRY_RATE_LIMITED`
    /// @throws Denied `REGISTRY_UNAUTHORIZED`, `REGISTRY_USER_REFUSED`,
    ///     `REGISTRY_CREDENTIALS_MISSING`
    Reply send(Ask ask) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            boolean last = failures >= rules.attempts() || !ask.isRepeatable();
            try {
                var reply = authorized(ask);
                if (!PASSING.contains(reply.status())) return reply;
                var asked = retryAfter(reply);
                var fault = failed(ask, reply, asked);
                if (last || asked.compareTo(rules.longest()) > 0) throw fault;
                if (asked.isZero()) pauseAfter(failures);
                else pause.await(asked);
            } catch (IOException broken) {
                if (last || isFinal(broken)) throw unreachable(ask, broken);
                pauseAfter(failures);
            }
        }
    }

    private Reply authorized(Ask ask) throws IOException, InterruptedException {
        var sent = authorizer.header(ask.scopes());
        // A second challenge asks for another scope, or the token has just expired.
        for (int round = 0; ; round++) {
            var reply = wire.send(endpoint, ask, sent);
            if (reply.status() != 401) return reply;
            try (reply) {
                var next = round == 2 ? sent : next(ask, reply, sent);
                if (next.isEmpty() || next.equals(sent)) throw unauthorized(ask, reply, sent);
                sent = next;
            }
        }
    }

    private Optional<String> next(Ask ask, Reply reply, Optional<String> sent)
            throws IOException, InterruptedException {
        var challenge = Challenge.best(reply.headers().allValues("WWW-Authenticate"));
        if (challenge.isEmpty() || !endpoint.isOrigin(reply.from())) return Optional.empty();
        return authorizer.answer(challenge.get(), ask.scopes(), sent);
    }

    private Fault unauthorized(Ask ask, Reply reply, Optional<String> sent) throws IOException {
        var errors = reply.errors();
        var challenge = Challenge.best(reply.headers().allValues("WWW-Authenticate"));
        // The token was good and not enough: what Docker Hub says of repositories that are private
        // or not there.
        if (challenge.isPresent()
                && challenge.get().parameter("error").equals("insufficient_scope")) {
            return new Denied(
                    FaultCode.REGISTRY_DENIED,
                    "denied: requested access to the resource is denied");
        }
        boolean basic = challenge.isPresent() && challenge.get().scheme().equals("basic");
        if (basic && sent.isEmpty()) {
            return new Denied(FaultCode.REGISTRY_CREDENTIALS_MISSING, ask.shown());
        }
        return new Denied(
                FaultCode.REGISTRY_USER_REFUSED,
                errors.isEmpty()
                        ? "unauthorized: authentication required"
                        : errors.getFirst().text());
    }

    private Fault failed(Ask ask, Reply reply, Duration asked) throws IOException {
        try (reply) {
            var errors = reply.errors();
            var why = errors.isEmpty() ? "status " + reply.status() : errors.getFirst().text();
            if (reply.status() != 429) {
                return new Unavailable(FaultCode.REGISTRY_FAILED, ask.shown(), why);
            }
            var limit = reply.header("RateLimit-Limit").map(text -> ", limit " + text).orElse("");
            var later = asked.isZero() ? "later" : "in " + asked.toSeconds() + " s";
            return new Unavailable(
                    FaultCode.REGISTRY_RATE_LIMITED, endpoint.host().name(), why + limit, later);
        }
    }

    private Duration retryAfter(Reply reply) {
        var text = reply.header("Retry-After").orElse("").strip();
        if (text.matches("[0-9]{1,9}")) return Duration.ofSeconds(Long.parseLong(text));
        try {
            var until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            var rest = Duration.between(clock.instant(), until);
            return rest.isNegative() ? Duration.ZERO : rest;
        } catch (DateTimeParseException none) {
            return Duration.ZERO;
        }
    }

    // What will be no different in a moment. A refused connection may be a registry that restarts,
    // but a user who waits for a registry that is not there waits for nothing.
    private static boolean isFinal(IOException broken) {
        boolean timedOut = broken instanceof HttpConnectTimeoutException;
        boolean refused = broken instanceof ConnectException;
        boolean noTrust = broken instanceof SSLException && !isReset(broken);
        return timedOut || refused || noTrust;
    }

    private static boolean isReset(IOException broken) {
        return broken.getCause() instanceof java.net.SocketException;
    }

    Unavailable unreachable(Ask ask, IOException broken) {
        return new Unavailable(
                broken, FaultCode.REGISTRY_UNREACHABLE, ask.shown(), explained(broken));
    }

    /// The words of Go's network errors where there are any.
    static String explained(IOException broken) {
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) return "dial tcp: no such host";
        }
        if (broken instanceof HttpConnectTimeoutException) return "dial tcp: i/o timeout";
        if (broken instanceof ConnectException) return "dial tcp: connection refused";
        if (broken instanceof HttpTimeoutException) return "no answer in time";
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) return "tls: " + cause.getMessage();
        }
        var text = String.valueOf(broken.getMessage());
        return text.equals("null") ? broken.getClass().getSimpleName() : text;
    }
}
