package dev.caisson.net.ports;

import dev.caisson.sys.Poll;
import dev.caisson.sys.SyscallException;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection of a client that is passed on to a container. It belongs to the thread of its loop.
///
/// 1. An end of sending is passed on as such: the other direction goes on until it ends as well.
/// 2. A connection that breaks on one side breaks on the other, after all that had come: an end
///    that was not sent would be taken for the whole message.
/// 3. It is over when both directions are; then both sockets are closed.
final class RelayedStream {
    private static final Logger LOG = LoggerFactory.getLogger(RelayedStream.class);

    private final RelayLoop loop;
    private final End client;
    private final End container;
    private final InetAddress behind;
    private final Runnable ended;
    private final Flow request;
    private final Flow answer;
    private boolean over;

    /// @param behind the container's address
    /// @param ended to be run once, when it is over
    RelayedStream(RelayLoop loop, End client, End container, InetAddress behind, Runnable ended) {
        this.loop = loop;
        this.client = client;
        this.container = container;
        this.behind = behind;
        this.ended = ended;
        request = new Flow(loop.syscalls(), loop.pipes(), client, container);
        answer = new Flow(loop.syscalls(), loop.pipes(), container, client);
    }

    void begin() {
        client.tell(events -> on(client, events));
        container.tell(events -> on(container, events));
        loop.add(this);
        guarded(() -> true);
    }

    private void on(End end, int events) {
        if (over) return;
        end.see(events);
        boolean reads = (events & ~Poll.EPOLLOUT) != 0;
        boolean writes = (events & ~(Poll.EPOLLIN | Poll.EPOLLRDHUP)) != 0;
        var from = end == client ? request : answer;
        var to = end == client ? answer : request;
        guarded(() -> (!reads || from.pass(to.isOver())) && (!writes || to.pass(from.isOver())));
    }

    /// What is done next, which says whether the connection may go on.
    private interface Step {
        boolean goesOn();
    }

    private void guarded(Step step) {
        boolean whole = false;
        try {
            whole = step.goesOn();
            if (whole && !(request.isOver() && answer.isOver())) {
                client.want(request.ofSource() | answer.ofSink());
                container.want(answer.ofSource() | request.ofSink());
                return;
            }
        } catch (SyscallException broken) {
            LOG.debug("container={} a connection broke", behind, broken);
            whole = false;
        }
        finish(whole);
    }

    /// The container at an address is there no more: what it had sent is passed on, and nothing
    /// else can come.
    void leave(InetAddress address) {
        if (over || !behind.equals(address)) return;
        container.leave();
        request.stop();
        guarded(() -> answer.pass(request.isOver()));
    }

    /// Ends it, in order or not.
    void finish(boolean whole) {
        if (over) return;
        over = true;
        loop.remove(this);
        request.close();
        answer.close();
        try (client;
                container) {
            if (!whole) {
                client.reset();
                container.reset();
            }
        } finally {
            ended.run();
        }
    }
}
