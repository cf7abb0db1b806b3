package dev.caisson.front.docker;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.ClientGone;
import dev.caisson.front.http.Request;
import dev.caisson.front.http.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Docker Engine API as a service: versions, routes, headers and errors.
public final class DockerApi implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(DockerApi.class);

    private final Router router;
    private final Map<String, String> headers;

    /// @param product version of this engine, for the `Server` header
    public DockerApi(Engine engine, String product) {
        this.router = Routes.of(engine);
        var common = new LinkedHashMap<String, String>();
        common.put("Api-Version", ApiVersion.NEWEST.toString());
        common.put("Docker-Experimental", "false");
        common.put("Ostype", "linux");
        common.put("Server", "Caisson/" + product + " (linux)");
        this.headers = Map.copyOf(common);
    }

    @Override
    public Answer answer(Request request) {
        var path = request.path();
        var cleaned = CleanPath.of(path);
        if (!cleaned.equals(path)) return moved(cleaned, request.query());
        if (request.method().equals("OPTIONS")) return withHeaders(Call.empty(200));

        var version = ApiVersion.NEWEST;
        int end = endOfVersion(path);
        if (end > 0) {
            var asked = ApiVersion.parse(path.substring(2, end));
            path = path.substring(end);
            if (asked == null) return error(new NotFound(FaultCode.PAGE_NOT_FOUND));
            version = asked;
        }
        var route = router.find(request.method(), path);
        if (route.isEmpty()) return error(new NotFound(FaultCode.PAGE_NOT_FOUND));
        if (version.compareTo(ApiVersion.NEWEST) > 0) return withHeaders(tooNew(version));
        if (version.compareTo(ApiVersion.OLDEST) < 0) return withHeaders(tooOld(version));
        var call = new Call(request, version, route.get().name());
        return withHeaders(answer(call, route.get().endpoint()));
    }

    private static Answer answer(Call call, Endpoint endpoint) {
        try {
            return endpoint.answer(call);
        } catch (Fault fault) {
            return error(fault);
        } catch (ClientGone gone) {
            return error(new InvalidInput(gone, FaultCode.JSON_INVALID, gone.why()));
        } catch (IOException | RuntimeException failure) {
            return unexpected(call, failure);
        }
    }

    private static Answer unexpected(Call call, Exception failure) {
        var where = call.request().method() + " " + call.request().path();
        return unexpected(where, failure);
    }

    /// The answer when something failed that an endpoint had left to its answer.
    static Answer.Whole failed(Exception failure) {
        return failure instanceof Fault fault ? error(fault) : unexpected("an answer", failure);
    }

    private static Answer.Whole unexpected(String where, Exception failure) {
        var id = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("request failed, answering 500, error={} at={}", id, where, failure);
        return text(500, "internal error " + id + ", see the log of the daemon");
    }

    /// The answer to a request that failed.
    static Answer.Whole error(Fault fault) {
        return switch (fault.code()) {
            case BODY_TOO_LARGE -> text(413, fault.text());
            case REGISTRY_UNAUTHORIZED, REGISTRY_USER_REFUSED -> text(401, fault.text());
            case REGISTRY_RATE_LIMITED -> text(429, fault.text());
            // Docker has not thought of this one.
            case REGISTRY_CREDENTIALS_MISSING -> text(500, fault.text());
            default -> byKind(fault);
        };
    }

    private static Answer.Whole byKind(Fault fault) {
        return switch (fault.code().kind()) {
            case INVALID_INPUT -> text(400, fault.text());
            case DENIED -> text(403, fault.text());
            case NOT_FOUND -> text(404, fault.text());
            case CONFLICT -> text(409, fault.text());
            case NOT_MODIFIED -> Call.empty(304);
            case UNAVAILABLE -> text(503, fault.text());
            case UNSUPPORTED -> text(501, fault.text());
            case INTERNAL -> {
                log(fault);
                yield text(500, fault.text());
            }
        };
    }

    /// What Docker answers with 500 without anything being wrong with the engine needs no trace.
    private static void log(Fault fault) {
        switch (fault.code()) {
            case PORT_ALLOCATED,
                    PORT_TAKEN,
                    PORT_UNBINDABLE,
                    ENDPOINT_MISSING,
                    AUXILIARY_TAKEN,
                    CONTAINER_PEER_OWN,
                    CONTAINER_PEER_GONE ->
                    LOG.warn("request refused, answering 500: {}", fault.text());
            default -> LOG.error("request failed, answering 500, code={}", fault.code(), fault);
        }
    }

    private static Answer.Whole text(int status, String message) {
        return new Answer.Whole(
                status, Map.of("Content-Type", "application/json"), Json.error(message));
    }

    private static Answer tooNew(ApiVersion version) {
        return error(new InvalidInput(FaultCode.VERSION_TOO_NEW, version, ApiVersion.NEWEST));
    }

    /// Clients that old do not read errors as JSON.
    private static Answer tooOld(ApiVersion version) {
        var fault = new InvalidInput(FaultCode.VERSION_TOO_OLD, version, ApiVersion.OLDEST);
        var body = (fault.text() + "\n").getBytes(StandardCharsets.UTF_8);
        return new Answer.Whole(
                400,
                Map.of(
                        "Content-Type",
                        "text/plain; charset=utf-8",
                        "X-Content-Type-Options",
                        "nosniff"),
                body);
    }

    private static Answer moved(String path, String query) {
        var where = query.isEmpty() ? path : path + "?" + query;
        return new Answer.Whole(301, Map.of("Location", where), new byte[0]);
    }

    /// @return where `/v1.51` ends; 0 when the path does not begin with a version
    private static int endOfVersion(String path) {
        if (!path.startsWith("/v")) return 0;
        int at = 2;
        while (at < path.length() && ".0123456789".indexOf(path.charAt(at)) >= 0) at++;
        return at > 2 && at < path.length() && path.charAt(at) == '/' ? at : 0;
    }

    /// Hijacked and websocket answers bring their own heads.
    private Answer withHeaders(Answer answer) {
        if (answer instanceof Answer.Hijacked
                || answer instanceof Answer.WebSocket
                || answer instanceof Answer.Handover) return answer;
        if (answer instanceof Answer.Late late) return lateWithHeaders(late);
        return completed(answer);
    }

    private Answer lateWithHeaders(Answer.Late late) {
        var inner = late.failed();
        return completed(late.failing(failure -> (Answer.Whole) completed(inner.apply(failure))));
    }

    private Answer completed(Answer answer) {
        var complete = answer;
        for (var header : headers.entrySet()) {
            complete = complete.with(header.getKey(), header.getValue());
        }
        return complete;
    }
}
