package dev.caisson.front.docker;

import dev.caisson.build.BuildClient;
import dev.caisson.build.FileReceiver;
import dev.caisson.build.RemoteContent;
import dev.caisson.build.RemoteTarget;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Faults;
import dev.caisson.fault.Unavailable;
import dev.caisson.fault.Unsupported;
import dev.caisson.front.http.LateOutput;
import dev.caisson.image.Digest;
import dev.caisson.value.PieceOutput;
import dev.caisson.wire.BuildNews;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The client of `POST /build`: what it has came with its request, and files that are a result are
/// lines of the answer.
final class RequestClient implements BuildClient {
    private static final int PIECE = 48 * 1024;
    private static final int COPIED = 32 * 1024;

    private final Map<String, byte[]> secrets;
    private final Map<String, String> agents;
    private final @Nullable ToldDirectory directory;
    private @Nullable LateOutput answer;

    /// @param agents sockets of this host, by id
    /// @param directory null when its files came in another way
    RequestClient(
            Map<String, byte[]> secrets,
            Map<String, String> agents,
            @Nullable ToldDirectory directory) {
        this.secrets = Map.copyOf(secrets);
        this.agents = Map.copyOf(agents);
        this.directory = directory;
    }

    @Nullable ToldDirectory directory() {
        return directory;
    }

    /// Before the build begins.
    void answerOn(LateOutput out) {
        answer = out;
    }

    @Override
    public InputStream files(Selection selection) {
        throw new Unsupported(
                FaultCode.NOT_SUPPORTED,
                "the directory " + selection.directory(),
                "POST /build brings its context itself");
    }

    @Override
    public String sharedKey() {
        return directory == null ? "" : directory.key();
    }

    @Override
    public void copy(Selection selection, FileReceiver receiver) throws IOException {
        if (directory == null) throw new IllegalStateException("there is no key");
        var out = begun();
        directory.copy(
                receiver, numbers -> out.write(TransferLines.bytes(BuildNews.wanted(numbers))));
    }

    private LateOutput begun() {
        var out = answer;
        if (out == null) throw Faults.of(FaultCode.BUILD_CANCELLED);
        return out;
    }

    @Override
    public Optional<byte[]> secret(String id) {
        return Optional.ofNullable(secrets.get(id));
    }

    @Override
    public boolean hasAgent(String id) {
        return agents.containsKey(id);
    }

    @Override
    public void agent(String id, ByteChannel program) throws IOException, InterruptedException {
        var path = agents.getOrDefault(id, "");
        try (var agent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (!agent.connect(UnixDomainSocketAddress.of(path))) return;
            var upward = Thread.ofVirtual().name("agent").start(() -> copy(program, agent));
            copy(agent, program);
            // Which ends the thread that reads it.
            program.close();
            upward.join();
        } catch (IOException refused) {
            throw new Unavailable(
                    refused,
                    FaultCode.BUILD_SOURCE_FAILED,
                    "the agent " + id,
                    String.valueOf(refused.getMessage()));
        }
    }

    /// Until one of them ends.
    private static void copy(ByteChannel from, ByteChannel to) {
        var buffer = ByteBuffer.allocate(COPIED);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    int _ = to.write(buffer);
                }
            }
            if (to instanceof SocketChannel socket) {
                var _ = socket.shutdownOutput();
            }
        } catch (IOException ended) {
            // the other side sees that it is closed
        }
    }

    @Override
    public OutputStream result(int output) {
        return new Lines(begun(), output);
    }

    @Override
    public void results(int output, Path tar) throws IOException {
        try (var out = result(output)) {
            var _ = Files.copy(tar, out);
        }
    }

    @Override
    public RemoteContent content(String store, Digest top) {
        throw new Unsupported(
                FaultCode.NOT_SUPPORTED, "the store " + store, "POST /build brings what it has");
    }

    @Override
    public RemoteTarget target(String store) {
        throw new Unsupported(
                FaultCode.NOT_SUPPORTED, "the store " + store, "POST /build has none");
    }

    /// A file in the answer.
    private static final class Lines extends PieceOutput {
        private final LateOutput out;
        private final int output;

        Lines(LateOutput out, int output) {
            super(PIECE);
            this.out = out;
            this.output = output;
        }

        @Override
        protected void send(byte[] bytes, int length) throws IOException {
            var data = Arrays.copyOf(bytes, length);
            out.write(TransferLines.bytes(BuildNews.file(output, data)));
        }

        @Override
        public void close() throws IOException {
            sendRest();
        }
    }
}
