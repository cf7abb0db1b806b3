package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.FieldWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Lines of a Dockerfile, which clients show.
///
/// @param first from 1
@SuppressWarnings("ArrayRecordComponent") // nobody changes it
record SourceRange(String file, byte[] text, int first, int last) {
    private static final String TYPE = "github.com/moby/buildkit/errdefs.Source+json";

    /// More of it does not fit in a header.
    private static final int LARGEST = 6 * 1024;

    private static final int UNKNOWN = 2;

    /// A `pb.SourceInfo`.
    FieldWriter info() {
        return new FieldWriter().text(1, file).bytes(2, text).text(4, "Dockerfile");
    }

    /// A `pb.Range`.
    FieldWriter range() {
        return new FieldWriter()
                .message(1, new FieldWriter().number(1, first))
                .message(2, new FieldWriter().number(1, last));
    }

    /// A `google.rpc.Status` that says where a build failed; empty when the file is too large.
    byte[] status(String message) {
        if (text.length > LARGEST || first < 1) return new byte[0];
        var json =
                "{\"info\":{\"filename\":"
                        + quoted(file)
                        + ",\"data\":\""
                        + Base64.getEncoder().encodeToString(text)
                        + "\",\"language\":\"Dockerfile\"},\"ranges\":[{\"start\":{\"line\":"
                        + first
                        + "},\"end\":{\"line\":"
                        + last
                        + "}}]}";
        var detail =
                new FieldWriter().text(1, TYPE).bytes(2, json.getBytes(StandardCharsets.UTF_8));
        return new FieldWriter().number(1, UNKNOWN).text(2, message).message(3, detail).toBytes();
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            if (one == '"' || one == '\\') quoted.append('\\').append(one);
            else if (one < ' ') quoted.append(String.format("\\u%04x", (int) one));
            else quoted.append(one);
        }
        return quoted.append('"').toString();
    }
}
