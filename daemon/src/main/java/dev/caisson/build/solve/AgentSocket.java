package dev.caisson.build.solve;

import dev.caisson.build.BuildClient;
import dev.caisson.dockerfile.RunMount;
import dev.caisson.storage.WorkDirectories.Workspace;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A socket behind which an agent of the client's answers, for one command. Closing it ends all
/// that is connected.
final class AgentSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentSocket.class);
    private static final int AT_ONCE = 64;

    private final ServerSocketChannel listening;
    private final Path path;
    private final BuildClient client;
    private final String id;
    private final Set<SocketChannel> connected = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(AT_ONCE);

    private AgentSocket(ServerSocketChannel listening, Path path, BuildClient client, String id) {
        this.listening = listening;
        this.path = path;
        this.client = client;
        this.id = id;
    }

    /// @param space where the socket is made
    /// @param owner who may connect
    static AgentSocket open(Workspace space, RunMount.Owner owner, BuildClient client, String id)
            throws IOException {
        var path = space.upper().resolve("agent");
        var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            var _ = listening.bind(UnixDomainSocketAddress.of(path));
            // In a directory of our own: nobody else changes what the path means.
            Files.setAttribute(path, "unix:uid", (int) owner.uid());
            Files.setAttribute(path, "unix:gid", (int) owner.gid());
            Files.setAttribute(path, "unix:mode", owner.mode());
        } catch (IOException | RuntimeException failed) {
            listening.close();
            throw failed;
        }
        var socket = new AgentSocket(listening, path, client, id);
        Thread.ofPlatform().daemon().name("agent").start(socket::accept);
        return socket;
    }

    Path path() {
        return path;
    }

    private void accept() {
        try {
            while (true) {
                var program = listening.accept();
                if (!room.tryAcquire()) {
                    program.close();
                    continue;
                }
                connected.add(program);
                Thread.ofVirtual().name("agent").start(() -> serve(program));
            }
        } catch (ClosedChannelException closed) {
            // the command has ended
        } catch (IOException failed) {
            LOG.warn("an agent cannot be reached any more, ignoring", failed);
        }
    }

    private void serve(SocketChannel program) {
        try (program) {
            client.agent(id, program);
        } catch (IOException | RuntimeException ended) {
            LOG.debug("connection to an agent broken off", ended);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            connected.remove(program);
            room.release();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (var program : connected) program.close();
    }
}
