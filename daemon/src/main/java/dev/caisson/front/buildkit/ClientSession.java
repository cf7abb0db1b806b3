package dev.caisson.front.buildkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.ClientCall;
import dev.caisson.front.grpc.Code;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.Fields;
import dev.caisson.front.grpc.GrpcClient;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a client lets us ask it for.
final class ClientSession {
    static final String FILES = "/moby.filesync.v1.FileSync/DiffCopy";
    static final String RESULTS = "/moby.filesync.v1.FileSend/DiffCopy";
    static final String UPLOADS = "/moby.upload.v1.Upload/Pull";
    static final String AGENTS = "/moby.sshforward.v1.SSH/ForwardAgent";
    private static final String CONTENT = "/containerd.services.content.v1.Content/";
    private static final String STORE = "buildkit-attachable-store-id";
    private static final String AGENT_CHECK = "/moby.sshforward.v1.SSH/CheckAgent";
    private static final String SECRETS = "/moby.buildkit.secrets.v1.Secrets/GetSecret";
    private static final String PASSWORDS = "/moby.filesync.v1.Auth/Credentials";

    private final GrpcClient connection;
    private final Set<String> methods = new HashSet<>();
    private final String sharedKey;

    /// @param methods that the client says it has
    /// @param sharedKey the same for the next build of the same directory; may be empty
    ClientSession(GrpcClient connection, List<String> methods, String sharedKey) {
        this.connection = connection;
        this.sharedKey = sharedKey;
        for (var method : methods) this.methods.add(method.toLowerCase(Locale.ROOT));
    }

    String sharedKey() {
        return sharedKey;
    }

    boolean offers(String method) {
        return methods.contains(method.toLowerCase(Locale.ROOT));
    }

    /// Begins a call with metadata, which are written so that they fit in headers.
    ClientCall call(String method, Map<String, List<String>> metadata)
            throws IOException, InterruptedException {
        if (!offers(method)) {
            throw new CallFailed(Code.UNIMPLEMENTED, "the client does not offer " + method);
        }
        var headers = new HashMap<String, List<String>>();
        metadata.forEach(
                (name, values) -> {
                    if (values.isEmpty()) return;
                    boolean plain = values.stream().allMatch(ClientSession::isPlain);
                    headers.put(
                            name,
                            plain
                                    ? values
                                    : values.stream()
                                            .map(value -> URLEncoder.encode(value, UTF_8))
                                            .toList());
                    if (!plain) headers.put(name + "-encoded", List.of("1"));
                });
        return connection.call(method, headers);
    }

    private static boolean isPlain(String value) {
        return value.chars().allMatch(one -> one >= ' ' && one <= '~')
                && value.strip().equals(value);
    }

    /// Begins a call of containerd's service for content.
    ///
    /// @param store of those the client has
    ClientCall content(String method, String store) throws IOException, InterruptedException {
        return call(CONTENT + method, Map.of(STORE, List.of(store)));
    }

    private Fields ask(String method, FieldWriter message)
            throws IOException, InterruptedException {
        try (var call = call(method, Map.of())) {
            return call.exchange(message.toBytes());
        }
    }

    Optional<byte[]> secret(String id) throws IOException, InterruptedException {
        if (!offers(SECRETS)) return Optional.empty();
        try {
            return Optional.of(ask(SECRETS, new FieldWriter().text(1, id)).bytes(1));
        } catch (CallFailed absent) {
            if (absent.code() == Code.NOT_FOUND) return Optional.empty();
            throw absent;
        }
    }

    boolean hasAgent(String id) throws IOException, InterruptedException {
        if (!offers(AGENT_CHECK)) return false;
        try {
            var _ = ask(AGENT_CHECK, new FieldWriter().text(1, id));
            return true;
        } catch (CallFailed absent) {
            return false;
        }
    }

    /// A password, or an identity token under an empty name.
    record Password(String user, String secret) {}

    /// Of a registry; both empty when there is none. Clients that tell of no method at all have
    /// this one (dockerode, and Testcontainers with it).
    Password password(String registry) throws IOException, InterruptedException {
        if (!methods.isEmpty() && !offers(PASSWORDS)) return new Password("", "");
        try (var call = connection.call(PASSWORDS, Map.of())) {
            var answer = call.exchange(new FieldWriter().text(1, registry).toBytes());
            return new Password(answer.text(1), answer.text(2));
        }
    }

    void close() {
        connection.close();
    }
}
