package dev.caisson.front.http;

import dev.caisson.value.PieceInput;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bytes from a client, offered by the event loop and taken by one virtual thread, which waits when
/// there are none. More is asked for only while less than [#ENOUGH] is at hand.
public final class Inflow extends PieceInput {
    static final int ENOUGH = 128 * 1024;

    private final Runnable demand;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<ByteBuf> buffers = new ArrayDeque<>();
    private long held;
    private boolean asked;
    private boolean ended;
    private @Nullable IOException failure;

    /// @param demand asks the event loop for more; called on the reading thread
    public Inflow(Runnable demand) {
        this.demand = demand;
    }

    /// On the event loop: takes over the buffer.
    public void offer(ByteBuf bytes) {
        lock.lock();
        try {
            if (ended || failure != null || !bytes.isReadable()) {
                bytes.release();
                return;
            }
            buffers.add(bytes);
            held += bytes.readableBytes();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// On the event loop: whether more should be read.
    public boolean wantsMore() {
        lock.lock();
        try {
            return asked && !ended && failure == null && held < ENOUGH;
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more comes.
    public void end() {
        lock.lock();
        try {
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more comes, though something should have.
    public void fail(IOException why) {
        lock.lock();
        try {
            if (!ended && failure == null) failure = why;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Nobody takes what is here: it is thrown away.
    public void discard() {
        lock.lock();
        try {
            for (var buffer : buffers) buffer.release();
            buffers.clear();
            held = 0;
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) return 0;
        lock.lock();
        try {
            while (true) {
                var first = buffers.peek();
                if (first != null) return take(first, into, offset, length);
                if (failure != null) throw failure;
                if (ended) return -1;
                asked = true;
                demand.run();
                arrived.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private int take(ByteBuf first, byte[] into, int offset, int length) {
        int count = Math.min(length, first.readableBytes());
        first.readBytes(into, offset, count);
        if (!first.isReadable()) {
            buffers.remove();
            first.release();
        }
        boolean wasFull = held >= ENOUGH / 2;
        held -= count;
        if (wasFull && held < ENOUGH / 2 && !ended) demand.run();
        return count;
    }
}
