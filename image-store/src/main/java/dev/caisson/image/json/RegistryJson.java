package dev.caisson.image.json;

import dev.caisson.fault.InvalidInput;
import dev.caisson.image.registry.FoundRepository;
import java.util.List;

/// What registries and their token servers say. Sources: distribution-spec "Error Codes",
/// distribution docs/spec/auth/token.md, docs/spec/auth/oauth.md.
public final class RegistryJson {
    private static final int ERROR_LIMIT = 64 << 10;
    private static final int TEXT_LIMIT = 500;

    /// How many bytes of a token server's answer are read.
    public static final int TOKEN_LIMIT = 1 << 20;

    /// How many bytes of a page of tags are read.
    public static final int TAGS_LIMIT = 4 << 20;

    /// How many bytes of a search's result are read.
    public static final int SEARCH_LIMIT = 4 << 20;

    private RegistryJson() {}

    /// One of the errors of an answer.
    ///
    /// @param code in capitals, as `MANIFEST_UNKNOWN`
    public record ErrorLine(String code, String message) {
        /// `manifest unknown: manifest unknown`, as Docker writes it.
        public String text() {
            var words = code.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
            return message.isEmpty() ? words : words + ": " + message;
        }
    }

    /// @param seconds it is good for; 0 when that is not said
    /// @param refresh a token for further logins; empty when there is none
    public record Token(String access, long seconds, String refresh) {
        @Override
        public String toString() {
            return "Token[…, " + seconds + " s]";
        }
    }

    /// @return empty when it is no list of errors
    public static List<ErrorLine> errors(byte[] body) {
        try {
            return Document.parse(body, "error", ERROR_LIMIT).objects("errors").stream()
                    .map(one -> new ErrorLine(one.string("code"), excerpt(one.string("message"))))
                    .toList();
        } catch (InvalidInput otherPage) {
            return List.of();
        }
    }

    /// @throws InvalidInput `IMAGE_DOCUMENT_INVALID`
    public static Token token(byte[] body) {
        var document = Document.parse(body, "answer of the token server", TOKEN_LIMIT);
        var token = document.string("token");
        if (token.isEmpty()) token = document.string("access_token");
        if (token.isEmpty()) throw document.refused("token is missing");
        return new Token(token, document.number("expires_in"), document.string("refresh_token"));
    }

    /// One page of `tags/list`.
    public static List<String> tags(byte[] body) {
        var tags = Document.parse(body, "list of tags", TAGS_LIMIT).strings("tags");
        return tags == null ? List.of() : tags;
    }

    /// What a registry found.
    public static List<FoundRepository> found(byte[] body) {
        return Document.parse(body, "result of the search", SEARCH_LIMIT)
                .objects("results")
                .stream()
                .map(
                        one ->
                                new FoundRepository(
                                        one.string("name"),
                                        one.string("description"),
                                        one.number("star_count"),
                                        one.flag("is_official")))
                .toList();
    }

    private static String excerpt(String text) {
        var line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= TEXT_LIMIT ? line : line.substring(0, TEXT_LIMIT) + "…";
    }
}
