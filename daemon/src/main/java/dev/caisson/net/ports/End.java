package dev.caisson.net.ports;

import dev.caisson.sys.Fd;
import dev.caisson.sys.Poll;
import dev.caisson.sys.Poller;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// One of the two sockets of a stream that is passed on, with what is known of who is behind it.
///
/// The poller reports an end that is over again and again, whatever it was asked for: a socket that
/// nothing is wanted of is not registered.
final class End implements AutoCloseable {
    private final Syscalls syscalls;
    private final Poller poller;
    private final Fd socket;
    private Poller.@Nullable Registration registration;
    private IntConsumer listener = _ -> {};
    private int wanted;
    private boolean last;
    private boolean broken;
    private boolean gone;

    /// @param socket that does not block, which is this end's from now on
    End(Syscalls syscalls, Poller poller, Fd socket) {
        this.syscalls = syscalls;
        this.poller = poller;
        this.socket = socket;
    }

    int number() {
        return socket.number();
    }

    /// Who is called from now on.
    void tell(IntConsumer listening) {
        listener = listening;
    }

    /// What is to be told; nothing, not even that the connection broke, when that is 0.
    void want(int events) {
        if (events == wanted) return;
        if (events == 0) ignore();
        else watch(events);
        wanted = events;
    }

    /// What is to be told beside the break of the connection.
    void watch(int events) {
        if (registration == null) {
            registration = poller.register(socket.number(), events, it -> listener.accept(it));
        } else {
            registration.change(events);
        }
    }

    private void ignore() {
        if (registration != null) registration.close();
        registration = null;
    }

    /// Remembers what an event says about what is still to come.
    void see(int events) {
        last |= (events & (Poll.EPOLLRDHUP | Poll.EPOLLHUP | Poll.EPOLLERR)) != 0;
    }

    /// Whether all that will ever come from here has come: to read on does not fail for want of it.
    boolean isLast() {
        return last || gone || broken;
    }

    /// The kernel said so when something was sent here.
    void breakDown() {
        broken = true;
    }

    /// An end that comes now was not sent by who is behind this.
    boolean isBroken() {
        return broken;
    }

    /// Who was behind this is there no more.
    void leave() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    /// So that who is behind this sees a failure, not an end.
    void reset() {
        if (!socket.isOpen()) return;
        try {
            // struct linger, include/linux/socket.h
            var linger = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(1).putInt(0);
            syscalls.setsockopt(
                    socket.number(), Socket.SOL_SOCKET, Socket.SO_LINGER, linger.array());
        } catch (SyscallException over) {
            // It is reset already.
        } finally {
            close();
        }
    }

    /// Idempotent. What was sent still arrives.
    @Override
    public void close() {
        try (socket) {
            if (registration != null) registration.forget();
            registration = null;
        }
    }
}
