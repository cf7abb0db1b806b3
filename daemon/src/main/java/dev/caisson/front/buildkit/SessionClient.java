package dev.caisson.front.buildkit;

import dev.caisson.build.BuildClient;
import dev.caisson.build.FileReceiver;
import dev.caisson.build.RemoteContent;
import dev.caisson.build.RemoteTarget;
import dev.caisson.front.grpc.ClientCall;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.Fields;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The client of one build, asked over its session; what it sends is told as steps of the build.
final class SessionClient implements BuildClient {
    private static final String DEFINITIONS = "dockerfile";
    private static final int PIECE = 32 * 1024;

    private final ClientSession session;
    private final StatusFeed feed;
    private final Names names;
    private final String file;
    private final AtomicReference<@Nullable Descriptor> written = new AtomicReference<>();

    /// @param file name of the Dockerfile
    SessionClient(ClientSession session, StatusFeed feed, Names names, String file) {
        this.session = session;
        this.feed = feed;
        this.names = names;
        this.file = file;
    }

    @Override
    public InputStream files(Selection selection) throws IOException, InterruptedException {
        var line = line(selection);
        return new ReceivedFiles(line, line.transfer()::add);
    }

    @Override
    public String sharedKey() {
        return session.sharedKey();
    }

    @Override
    public void copy(Selection selection, FileReceiver receiver)
            throws IOException, InterruptedException {
        try (var line = line(selection)) {
            new DirectoryCopy(line, receiver, line.transfer()::add).run();
        }
    }

    private Line line(Selection selection) throws IOException, InterruptedException {
        var metadata = new HashMap<String, List<String>>();
        metadata.put("dir-name", List.of(selection.directory()));
        metadata.put("include-patterns", selection.includes());
        metadata.put("exclude-patterns", selection.excludes());
        metadata.put("followpaths", selection.follow());
        var call = session.call(ClientSession.FILES, metadata);
        return new Line(call, transfer(selection));
    }

    private Transfer transfer(Selection selection) throws InterruptedException {
        boolean definition = selection.includes().contains(file);
        boolean rules = selection.includes().contains(".dockerignore");
        if (definition) {
            var title = "[internal] load build definition from " + file;
            return new Transfer(feed, names.of(DEFINITIONS), title, "transferring dockerfile:");
        }
        var what =
                rules
                        ? "[internal] load .dockerignore"
                        : selection.directory().equals("context")
                                ? "[internal] load build context"
                                : "[context " + selection.directory() + "] load from client";
        return new Transfer(feed, names.of(what), what, "transferring context:");
    }

    /// Packets over a call, the end of which ends the step.
    private record Line(ClientCall call, Transfer transfer) implements ReceivedFiles.Line {
        @Override
        public void send(byte[] packet) throws IOException {
            call.send(packet);
            transfer.add(packet.length);
        }

        @Override
        public byte @Nullable [] next() throws IOException, InterruptedException {
            return call.next();
        }

        @Override
        public void close() {
            call.close();
            transfer.end();
        }
    }

    @Override
    public OutputStream result(int output) throws IOException, InterruptedException {
        return new ResultStream(results(output));
    }

    @Override
    public void results(int output, Path tar) throws IOException, InterruptedException {
        var what = "exporting to client directory";
        var transfer = new Transfer(feed, names.of(what), what, "copying files");
        try (var line = new Line(results(output), transfer)) {
            new SentFiles(line, tar).send();
            line.call().endOutput();
            for (byte[] rest = line.next(); rest != null; ) rest = line.next();
        }
    }

    private ClientCall results(int output) throws IOException, InterruptedException {
        var which = Map.of("buildkit-attachable-exporter-id", List.of(String.valueOf(output)));
        return session.call(ClientSession.RESULTS, which);
    }

    @Override
    public Optional<byte[]> secret(String id) throws IOException, InterruptedException {
        return session.secret(id);
    }

    @Override
    public boolean hasAgent(String id) throws IOException, InterruptedException {
        return session.hasAgent(id);
    }

    @Override
    public void agent(String id, ByteChannel program) throws IOException, InterruptedException {
        try (var call =
                session.call(ClientSession.AGENTS, Map.of("buildkit.ssh.id", List.of(id)))) {
            var upward = Thread.ofVirtual().name("agent").start(() -> copy(program, call));
            for (byte[] message; (message = call.next()) != null; ) {
                var bytes = ByteBuffer.wrap(Fields.parse(message).bytes(1));
                while (bytes.hasRemaining()) program.write(bytes);
            }
            program.close();
            upward.join();
        }
    }

    private static void copy(ByteChannel program, ClientCall call) {
        var piece = ByteBuffer.allocate(PIECE);
        try {
            while (program.read(piece.clear()) >= 0) {
                var bytes = new byte[piece.flip().remaining()];
                piece.get(bytes);
                call.send(new FieldWriter().bytes(1, bytes).toBytes());
            }
            call.endOutput();
        } catch (IOException ended) {
            call.close();
        }
    }

    /// What the client offers at an address of its own.
    InputStream upload(URI address) throws IOException, InterruptedException {
        var path = String.valueOf(address.getPath());
        var host = String.valueOf(address.getHost());
        var call =
                session.call(
                        ClientSession.UPLOADS,
                        Map.of("urlpath", List.of(path), "urlhost", List.of(host)));
        return new MessageBytes(call, 1);
    }

    @Override
    public RemoteContent content(String store, Digest top) {
        return new SessionContent(session, store, top);
    }

    @Override
    public RemoteTarget target(String store) {
        return new SessionTarget(session, store, written::set);
    }

    /// The last manifest that was written for the client, which it enters into its index; empty
    /// when there was none.
    Optional<Descriptor> written() {
        return Optional.ofNullable(written.get());
    }
}
