package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.docker.shape.Shapes;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.ClientGone;
import dev.caisson.front.http.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;

/// One request on its way through an endpoint.
final class Call {
    /// A create request with a seccomp profile inside has some 20 KB.
    private static final int LARGEST_DOCUMENT = 8 << 20;

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final Request request;
    private final ApiVersion version;
    private final String name;
    private @Nullable Query query;

    Call(Request request, ApiVersion version, String name) {
        this.request = request;
        this.version = version;
        this.name = name;
    }

    Request request() {
        return request;
    }

    ApiVersion version() {
        return version;
    }

    /// What the path has for `{name}`.
    String name() {
        return name;
    }

    ContainerReference container() {
        return new ContainerReference(name);
    }

    Query query() {
        var parsed = query;
        if (parsed == null) {
            parsed = Query.parse(request.query());
            query = parsed;
        }
        return parsed;
    }

    /// Reads the body.
    ///
    /// @param go Go's name of its type, for what is said about wrong ones
    /// @return null when there is no body
    <T> @Nullable T body(Class<T> type, GoName go, String kind) throws IOException {
        checkContentType();
        if (request.contentLength() == 0) return null;
        var bytes = read();
        if (new String(bytes, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
            throw new InvalidInput(FaultCode.JSON_INVALID, "got EOF while reading request body");
        }
        try {
            refuseNul(bytes);
            var tree = CanonicalKeys.rename(Json.mapper().readTree(bytes), type);
            return Json.mapper().treeToValue(Shapes.request(kind, version, tree), type);
        } catch (JacksonException broken) {
            throw explained(broken, bytes, type, go);
        }
    }

    /// Go's names of a type: on its own, and as what members are said to belong to.
    record GoName(String type, String struct) {}

    private void checkContentType() {
        var written = request.header("Content-Type");
        if (written == null || written.isEmpty()) {
            if (request.contentLength() == 0) return;
            throw new InvalidInput(FaultCode.CONTENT_TYPE_MALFORMED, "", "mime: no media type");
        }
        int end = written.indexOf(';');
        var type = (end < 0 ? written : written.substring(0, end)).strip();
        if (type.isEmpty()) {
            throw new InvalidInput(
                    FaultCode.CONTENT_TYPE_MALFORMED, written, "mime: no media type");
        }
        if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
            throw new InvalidInput(FaultCode.CONTENT_TYPE_UNSUPPORTED, written);
        }
    }

    private byte[] read() throws IOException {
        try (InputStream body = request.body()) {
            var bytes = body.readNBytes(LARGEST_DOCUMENT + 1);
            if (bytes.length > LARGEST_DOCUMENT) {
                throw new InvalidInput(FaultCode.BODY_TOO_LARGE, LARGEST_DOCUMENT);
            }
            return bytes;
        } catch (ClientGone cut) {
            throw new InvalidInput(cut, FaultCode.JSON_INVALID, cut.why());
        }
    }

    /// No text of the kernel's can have one; it is looked for when it may be there.
    private static void refuseNul(byte[] bytes) {
        var text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        if (text.contains("\\u0000") && hasNul(Json.mapper().readTree(bytes))) {
            throw new InvalidInput(FaultCode.TEXT_WITH_NUL);
        }
    }

    private static boolean hasNul(JsonNode node) {
        if (node.isString()) return node.stringValue().indexOf(0) >= 0;
        for (var name : node.propertyNames()) {
            if (name.indexOf(0) >= 0) return true;
        }
        for (var member : node) {
            if (hasNul(member)) return true;
        }
        return false;
    }

    /// Takes away a body nobody asked for: dockerode repeats its parameters in one, and what comes
    /// behind it is input.
    void skipBody() throws IOException {
        if (request.contentLength() > 0) {
            var _ = read();
        }
    }

    private static InvalidInput explained(
            JacksonException broken, byte[] bytes, Class<?> type, GoName go) {
        var syntax = GoSyntax.error(bytes);
        if (syntax != null) return new InvalidInput(broken, FaultCode.JSON_INVALID, syntax);
        if (GoSyntax.hasMore(bytes)) return new InvalidInput(broken, FaultCode.JSON_TRAILED);
        if (broken instanceof MismatchedInputException mismatch) {
            var tree = CanonicalKeys.rename(Json.mapper().readTree(bytes), type);
            return new InvalidInput(
                    broken,
                    FaultCode.JSON_INVALID,
                    GoTypes.error(mismatch, tree, go.type(), go.struct()));
        }
        return new InvalidInput(broken, FaultCode.JSON_INVALID, broken.getOriginalMessage());
    }

    // ---- answers

    /// @param kind of the document, for the shapes of older versions
    Answer ok(String kind, Object value) {
        return answer(200, kind, value);
    }

    Answer answer(int status, String kind, Object value) {
        if (!Shapes.shapesAnswer(kind, version)) return json(status, value);
        var tree = Json.mapper().valueToTree(value);
        return json(status, Shapes.answer(kind, version, tree));
    }

    static Answer.Whole json(int status, Object value) {
        return new Answer.Whole(status, JSON, Json.bytes(value));
    }

    static Answer.Whole empty(int status) {
        return new Answer.Whole(status, Map.of(), new byte[0]);
    }
}
