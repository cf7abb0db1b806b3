package dev.caisson.front.grpc;

import dev.caisson.front.http.ClientGone;
import dev.caisson.front.http.Inflow;
import dev.caisson.front.http.Outflow;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The messages of one stream, for a thread that reads and one that writes; both wait.
///
/// A message is five bytes, a mark for compression that must be 0 and a length, and then itself.
/// Source: grpc doc/PROTOCOL-HTTP2.md. Events of the channel come on its event loop; everything
/// else may be called by any thread.
final class MessageStream extends ChannelInboundHandlerAdapter {
    private static final int PREFIX = 5;

    /// Files come in parts of 32 KiB.
    private static final int USUAL = 64 * 1024;

    private final Channel channel;
    private final Listener listener;
    private final Inflow in;
    private final Outflow out;

    /// Hears of what is no message. On the event loop.
    interface Listener {
        /// @param last nothing comes behind them
        void headers(Http2Headers headers, boolean last);

        /// The stream is over, by whichever end.
        void closed();
    }

    MessageStream(Channel channel, Listener listener) {
        this.channel = channel;
        this.listener = listener;
        in = new Inflow(this::demand);
        out = new Outflow(channel, DefaultHttp2DataFrame::new);
        var _ = channel.config().setAutoRead(false);
    }

    // ---- by the threads of the call

    /// The next message; null when the other end has said that there is none any more.
    ///
    /// @throws ClientGone when the stream is broken off
    byte @Nullable [] next() throws IOException {
        var prefix = in.readNBytes(PREFIX);
        if (prefix.length == 0) return null;
        if (prefix.length < PREFIX) throw new EOFException("half a message");
        if (prefix[0] != 0) {
            throw new CallFailed(Code.UNIMPLEMENTED, "compressed messages are not understood");
        }
        long length =
                (prefix[1] & 0xffL) << 24
                        | (prefix[2] & 0xff) << 16
                        | (prefix[3] & 0xff) << 8
                        | prefix[4] & 0xff;
        if (length > Http2Limits.MESSAGE) {
            throw new CallFailed(
                    Code.RESOURCE_EXHAUSTED,
                    "a message of " + length + " bytes, more than " + Http2Limits.MESSAGE);
        }
        var message = content((int) length);
        if (message.length < length) throw new EOFException("half a message");
        return message;
    }

    /// A long one takes memory only as it comes.
    private byte[] content(int length) throws IOException {
        if (length > USUAL) return in.readNBytes(length);
        var message = new byte[length];
        int come = in.readNBytes(message, 0, length);
        return come == length ? message : Arrays.copyOf(message, come);
    }

    /// Writes a message and waits while the other end does not read.
    void send(byte[] message) throws ClientGone {
        var framed = new byte[PREFIX + message.length];
        framed[1] = (byte) (message.length >>> 24);
        framed[2] = (byte) (message.length >>> 16);
        framed[3] = (byte) (message.length >>> 8);
        framed[4] = (byte) message.length;
        System.arraycopy(message, 0, framed, PREFIX, message.length);
        out.write(framed, 0, framed.length);
    }

    void onGone(Runnable task) {
        out.onGone(task);
    }

    /// Writes the headers in front of the messages.
    void send(Http2Headers headers) {
        later(
                () -> {
                    if (!channel.isActive()) return;
                    var _ = channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false));
                });
    }

    /// Writes headers behind the messages; the call is done with them.
    void end(Http2Headers headers) {
        out.produced();
        in.discard();
        later(
                () -> {
                    if (!channel.isActive()) return;
                    out.drain();
                    // Closing takes back what still waits for room: not before it is written.
                    var _ =
                            channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, true))
                                    .addListener(ChannelFutureListener.CLOSE);
                });
    }

    /// No message comes behind those that were sent.
    void endOutput() {
        later(
                () -> {
                    if (!channel.isActive()) return;
                    out.drain();
                    var end = new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true);
                    var _ = channel.writeAndFlush(end);
                });
    }

    /// Breaks the call off, if it is not over.
    void cancel() {
        out.produced();
        in.discard();
        later(
                () -> {
                    var _ = channel.close();
                });
    }

    private void demand() {
        later(this::readMore);
    }

    private void later(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException serverClosed) {
            // with its event loops all connections have ended
        }
    }

    // ---- on the event loop

    private void readMore() {
        if (in.wantsMore()) channel.read();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case Http2HeadersFrame headers -> {
                listener.headers(headers.headers(), headers.isEndStream());
                if (headers.isEndStream()) in.end();
                else context.read();
            }
            case Http2DataFrame data -> {
                boolean last = data.isEndStream();
                in.offer(data.content());
                if (last) in.end();
            }
            default -> ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readMore();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        out.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        in.fail(new ClientGone("the call was broken off"));
        out.clientGone();
        listener.closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }
}
