package dev.caisson.image.registry;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// One request as a registry shall get it; who asks and how often is the [Session]'s.
///
/// @param scopes what a token must allow: `repository:PATH:pull`
/// @param isRepeatable whether it may be sent again after a failure without a look at what it did
record Ask(
        String method,
        URI uri,
        Map<String, String> headers,
        Supplier<BodyPublisher> body,
        Set<String> scopes,
        boolean isRepeatable) {
    Ask {
        headers = Map.copyOf(headers);
        scopes = Set.copyOf(scopes);
    }

    static Ask of(String method, URI uri, String scope) {
        return new Ask(method, uri, Map.of(), BodyPublishers::noBody, Set.of(scope), true);
    }

    Ask with(String name, String value) {
        var all = new HashMap<>(headers);
        all.put(name, value);
        return new Ask(method, uri, all, body, scopes, isRepeatable);
    }

    Ask with(String type, byte[] content) {
        var asked = with("Content-Type", type);
        return new Ask(
                method,
                uri,
                asked.headers,
                () -> BodyPublishers.ofByteArray(content),
                scopes,
                isRepeatable);
    }

    /// Sends a stream of known length; not repeated by itself.
    Ask with(Supplier<InputStream> content, long length) {
        var asked = with("Content-Type", "application/octet-stream");
        return new Ask(
                method,
                uri,
                asked.headers,
                () -> BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(content), length),
                scopes,
                false);
    }

    Ask to(URI other) {
        return new Ask(method, other, headers, body, scopes, isRepeatable);
    }

    Ask alsoFor(String scope) {
        var all = new java.util.HashSet<>(scopes);
        all.add(scope);
        return new Ask(method, uri, headers, body, all, isRepeatable);
    }

    /// As Go's HTTP client begins its errors: `Get "https://…"`.
    String shown() {
        return method.charAt(0)
                + method.substring(1).toLowerCase(java.util.Locale.ROOT)
                + " \""
                + withoutQuery()
                + "\"";
    }

    // A query may carry the signature of a store.
    private String withoutQuery() {
        var text = uri.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }
}
