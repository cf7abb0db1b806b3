package dev.caisson.front.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The path and the query of a request's first line.
///
/// @param path decoded, begins with a slash
/// @param query as it was sent
record RequestTarget(String path, String query) {
    /// @param written in origin form, absolute form, or an asterisk
    /// @return null when it cannot be understood
    static @Nullable RequestTarget parse(String written) {
        var rest = written;
        if (!rest.startsWith("/")) {
            if (rest.equals("*")) return new RequestTarget("/*", "");
            int scheme = rest.indexOf("://");
            if (scheme < 1) return null;
            int slash = rest.indexOf('/', scheme + 3);
            rest = slash < 0 ? "/" : rest.substring(slash);
        }
        int mark = rest.indexOf('?');
        var path = decode(mark < 0 ? rest : rest.substring(0, mark));
        if (path == null) return null;
        return new RequestTarget(path, mark < 0 ? "" : rest.substring(mark + 1));
    }

    private static @Nullable String decode(String path) {
        if (path.indexOf('%') < 0) return path;
        var bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            boolean complete = i + 2 < path.length();
            int high = complete ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = complete ? Character.digit(path.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) return null;
            bytes.write(high << 4 | low);
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
