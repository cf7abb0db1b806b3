package dev.caisson.cli.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A request target with its query parameters, escaped.
public final class Query {
    private final StringBuilder target;
    private boolean first = true;

    private Query(String path) {
        target = new StringBuilder(path);
    }

    /// @param path with every variable part already escaped, see [#escape]
    public static Query of(String path) {
        return new Query(path);
    }

    public Query with(String name, Object value) {
        target.append(first ? '?' : '&').append(name).append('=').append(escape(value.toString()));
        first = false;
        return this;
    }

    public Query withIf(boolean present, String name, Object value) {
        return present ? with(name, value) : this;
    }

    /// A value as one segment of a path or one query value.
    public static String escape(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
