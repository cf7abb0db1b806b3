package dev.caisson.image.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One way a registry wants to be asked, from `WWW-Authenticate`. Source: RFC 9110 section 11.6.1.
///
/// @param scheme in lower case
/// @param parameters by their names in lower case
record Challenge(String scheme, Map<String, String> parameters) {
    private static final int LENGTH_LIMIT = 8192;

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /// The strongest one known here: `bearer` before `basic`.
    static Optional<Challenge> best(List<String> headers) {
        var all = new ArrayList<Challenge>();
        for (var header : headers) {
            if (header.length() <= LENGTH_LIMIT) all.addAll(parse(header));
        }
        for (var scheme : List.of("bearer", "basic")) {
            for (var one : all) if (one.scheme.equals(scheme)) return Optional.of(one);
        }
        return Optional.empty();
    }

    /// Every challenge of one header; what cannot be read ends the list.
    static List<Challenge> parse(String header) {
        var found = new ArrayList<Challenge>();
        var reader = new Reader(header);
        var word = reader.token();
        while (!word.isEmpty()) {
            var scheme = word.toLowerCase(Locale.ROOT);
            var parameters = new HashMap<String, String>();
            word = reader.token();
            while (!word.isEmpty() && reader.skip('=')) {
                parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), reader.value());
                reader.skip(',');
                word = reader.token();
            }
            found.add(new Challenge(scheme, parameters));
        }
        return found;
    }

    private static final class Reader {
        private static final String SPECIAL = "()<>@,;:\\\"/[]?={} \t";

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        boolean skip(char c) {
            space();
            if (at >= text.length() || text.charAt(at) != c) return false;
            at++;
            space();
            return true;
        }

        String token() {
            space();
            int from = at;
            while (at < text.length() && SPECIAL.indexOf(text.charAt(at)) < 0) at++;
            return text.substring(from, at);
        }

        String value() {
            if (at >= text.length() || text.charAt(at) != '"') return token();
            var value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) at++;
                value.append(text.charAt(at));
            }
            if (at < text.length()) at++;
            return value.toString();
        }

        private void space() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) at++;
        }
    }
}
