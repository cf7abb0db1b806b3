package dev.caisson.net;

import dev.caisson.net.bridge.ReadyPair;
import dev.caisson.net.dns.ReadyResolver;
import dev.caisson.net.netlink.LinkPair;
import dev.caisson.net.netlink.NetworkNamespace;
import dev.caisson.net.netlink.RouteSocket;
import dev.caisson.sys.Blocking;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.Undo;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Network namespaces that are ready before a container needs one, each with the two ends of a
/// cable, so that a start only connects them.
///
/// Of each sort a few, and none before the first container of that sort; those that were taken are
/// replaced when the container runs. Only the engine holds them: with it they end, however it ends,
/// and the kernel removes the cables with them.
final class ReadyNamespaces implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyNamespaces.class);
    private static final String INSIDE = "eth0";
    private static final int MOST = 4;

    private final Syscalls syscalls;
    private final Map<String, String> settings;
    private final AtomicLong numbers = new AtomicLong();
    private final Deque<Ready> plain = new ArrayDeque<>();
    private final Deque<Ready> named = new ArrayDeque<>();
    private boolean filling;
    private boolean closed;

    /// @param settings of each namespace, by their files below `/proc/sys`
    ReadyNamespaces(Syscalls syscalls, Map<String, String> settings) {
        this.syscalls = syscalls;
        this.settings = settings;
    }

    /// One of them.
    ///
    /// @param resolver null where names are not answered
    record Ready(NetworkNamespace namespace, ReadyPair pair, @Nullable ReadyResolver resolver)
            implements AutoCloseable {
        /// Ends it, unless it is in use elsewhere. Idempotent.
        @Override
        public void close() {
            if (resolver != null) resolver.close();
            namespace.close();
        }
    }

    /// @param answers whether names are answered in it
    synchronized Optional<Ready> take(boolean answers) {
        return Optional.ofNullable((answers ? named : plain).poll());
    }

    /// Makes as many as are missing, in the background.
    ///
    /// @param answers of which sort
    synchronized void fill(boolean answers) {
        if (filling || closed || queue(answers).size() >= MOST) return;
        filling = true;
        var _ =
                Blocking.start(
                        () -> {
                            fillNow(answers);
                            return true;
                        });
    }

    private Deque<Ready> queue(boolean answers) {
        return answers ? named : plain;
    }

    private void fillNow(boolean answers) {
        try {
            while (isWanted(answers)) keep(make(answers), answers);
        } catch (SyscallException failure) {
            LOG.debug("no namespace can be made ahead, going on without", failure);
        } finally {
            synchronized (this) {
                filling = false;
            }
        }
    }

    private synchronized boolean isWanted(boolean answers) {
        return !closed && queue(answers).size() < MOST;
    }

    private Ready make(boolean answers) {
        try (var undo = new Undo();
                var host = RouteSocket.open(syscalls)) {
            var namespace = undo.add(NetworkNamespace.create(syscalls, settings));
            var outside = String.format("ready%08x", name());
            host.addPair(new LinkPair(outside, INSIDE, 0, 0, "", false, false), namespace.fd());
            int inside = namespace.routes().require(INSIDE).index();
            var pair = new ReadyPair(host.require(outside).index(), inside, INSIDE);
            var resolver = answers ? ReadyResolver.open(syscalls, namespace, 0) : null;
            return undo.commit(new Ready(namespace, pair, resolver));
        }
    }

    /// Several engines may share a host.
    private int name() {
        long own = ProcessHandle.current().pid();
        return (int) (own << 12 ^ numbers.getAndIncrement());
    }

    private synchronized void keep(Ready ready, boolean answers) {
        if (closed) ready.close();
        else queue(answers).add(ready);
    }

    /// Ends all that nobody has taken.
    @Override
    public synchronized void close() {
        closed = true;
        plain.forEach(Ready::close);
        plain.clear();
        named.forEach(Ready::close);
        named.clear();
    }
}
