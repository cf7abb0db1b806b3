package dev.caisson.front.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.OutputStream;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Bytes to a client, written by one virtual thread, which waits while the client does not read.
///
/// What is written is collected until the event loop comes to take it, so small writes become large
/// ones when the loop is busy and go out at once when it is not; there is nothing to flush.
public final class Outflow extends OutputStream {
    private static final int ROOM = 128 * 1024;

    private final Channel channel;
    private final Function<ByteBuf, Object> framing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable ByteBuf collected;
    private boolean scheduled;
    private boolean held;
    private boolean gone;
    private @Nullable Runnable onGone;

    /// @param framing makes of collected bytes what the pipeline takes
    public Outflow(Channel channel, Function<ByteBuf, Object> framing) {
        this.channel = channel;
        this.framing = framing;
    }

    /// Runs `task` on a virtual thread when the client goes away before the end; at once when it
    /// has gone. One task only; for whoever waits for something else than this stream.
    public void onGone(Runnable task) {
        lock.lock();
        try {
            if (!gone) {
                onGone = task;
                return;
            }
        } finally {
            lock.unlock();
        }
        Thread.startVirtualThread(task);
    }

    /// Whether the client has gone away.
    public boolean isGone() {
        lock.lock();
        try {
            return gone;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(int one) throws ClientGone {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /// @throws ClientGone when the client has closed the connection
    @Override
    public void write(byte[] bytes, int offset, int length) throws ClientGone {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            lock.lock();
            try {
                int room = awaitRoom();
                int count = Math.min(end - from, room);
                var into = collected;
                if (into == null) {
                    into = channel.alloc().buffer(Math.max(count, 512));
                    collected = into;
                }
                into.writeBytes(bytes, from, count);
                from += count;
                schedule();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Writes when there is room and nothing else; for news that are stale when they must wait. May
    /// be called by several threads.
    ///
    /// @return whether it was written
    public boolean offer(byte[] bytes) {
        lock.lock();
        try {
            int held = collected == null ? 0 : collected.readableBytes();
            if (gone || !channel.isWritable() || held + bytes.length > ROOM) return false;
            var into = collected;
            if (into == null) {
                into = channel.alloc().buffer(Math.max(bytes.length, 512));
                collected = into;
            }
            into.writeBytes(bytes);
            schedule();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private int awaitRoom() throws ClientGone {
        while (true) {
            if (gone) throw new ClientGone("the client has closed the connection");
            int held = collected == null ? 0 : collected.readableBytes();
            if (held < ROOM && channel.isWritable()) return ROOM - held;
            changed.awaitUninterruptibly();
        }
    }

    private void schedule() {
        if (scheduled) return;
        scheduled = true;
        try {
            channel.eventLoop().execute(this::drain);
        } catch (RejectedExecutionException serverClosed) {
            gone = true;
        }
    }

    /// Collects without sending until [#release].
    void hold() {
        lock.lock();
        try {
            held = true;
        } finally {
            lock.unlock();
        }
    }

    /// On the event loop: sends what was held, and what comes.
    void release() {
        lock.lock();
        try {
            held = false;
        } finally {
            lock.unlock();
        }
        drain();
    }

    /// On the event loop: sends what was collected.
    public void drain() {
        ByteBuf bytes;
        lock.lock();
        try {
            scheduled = false;
            if (held) return;
            bytes = collected;
            collected = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (bytes != null) {
            // A channel that cannot write must end, or the producer waits for ever.
            var _ =
                    channel.writeAndFlush(framing.apply(bytes))
                            .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /// On the event loop: the socket takes more now, or no longer.
    public void writabilityChanged() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// On the event loop: nobody reads any more.
    public void clientGone() {
        Runnable task;
        lock.lock();
        try {
            if (gone) return;
            gone = true;
            if (collected != null) collected.release();
            collected = null;
            task = onGone;
            onGone = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (task != null) Thread.startVirtualThread(task);
    }

    /// The producer is done: nobody needs to be told any more that the client has gone.
    public void produced() {
        lock.lock();
        try {
            onGone = null;
        } finally {
            lock.unlock();
        }
    }
}
