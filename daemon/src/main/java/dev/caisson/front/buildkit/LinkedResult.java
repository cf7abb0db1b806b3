package dev.caisson.front.buildkit;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.Fields;
import dev.caisson.image.Digest;
import dev.caisson.image.Sha256;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The result of a target as the context of another one (`docker buildx bake` with linked targets).
/// The client carries it from one build to the other as a graph of operations; ours has one, a
/// source only we know, which names the image. Source: BuildKit solver/pb/ops.proto,
/// docker/buildx build/build.go (behaviour).
///
/// @param image null when the result is only files the client has
record LinkedResult(@Nullable Digest image) {
    private static final String SOURCE = "caisson-result://";

    /// `docker-image://` and the ID.
    private static final String IMAGE = "docker-image://";

    /// A Definition: the source, and an operation that says that it is the result.
    FieldWriter definition() {
        var identifier = SOURCE + (image == null ? "" : image);
        var source = new FieldWriter().message(3, new FieldWriter().text(1, identifier)).toBytes();
        var digest = Sha256.of(source).toString();
        var end = new FieldWriter().message(1, new FieldWriter().text(1, digest)).toBytes();
        var metadata = new FieldWriter().text(1, digest).message(2, new FieldWriter());
        return new FieldWriter().element(1, source).element(1, end).message(2, metadata);
    }

    /// @param definition a Definition of the client's
    /// @throws dev.caisson.front.grpc.CallFailed when it is a graph of operations of its own
    static LinkedResult of(Fields definition) {
        var operations = definition.messages(1);
        if (operations.size() != 2) throw Solving.graph();
        var identifier = operations.getFirst().message(3).text(1);
        if (!identifier.startsWith(SOURCE)) throw Solving.graph();
        var digest = identifier.substring(SOURCE.length());
        return new LinkedResult(digest.isEmpty() ? null : Digest.parse(digest));
    }

    /// The inputs of a request by the names its options call them.
    ///
    /// @param number of the field
    static Map<String, LinkedResult> inputs(Fields request, int number) {
        var inputs = new HashMap<String, LinkedResult>();
        for (var entry : request.messages(number)) {
            inputs.put(entry.text(1), of(entry.message(2)));
        }
        return inputs;
    }

    /// Where the context is.
    ///
    /// @param name of the context
    /// @param result null when there is none of the name that is asked for
    static String where(String name, @Nullable LinkedResult result) {
        if (result == null) {
            throw new InvalidInput(
                    FaultCode.BUILD_PARAMETER_INVALID,
                    "the context " + name + " is an input that was not sent");
        }
        var image = result.image();
        if (image == null) {
            throw new Unsupported(
                    FaultCode.NOT_SUPPORTED,
                    "the context " + name + ", which is the result of a target of files alone,",
                    "give that target an output of type=image or type=cacheonly too");
        }
        return IMAGE + image;
    }
}
