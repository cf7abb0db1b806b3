package dev.caisson.front.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One client: its requests one after the other, and what becomes of the connection after them.
///
/// Everything here runs on the channel's event loop, except what is said to be called by an
/// [Exchange]: that only hands a task over. Invariants:
/// 1. Something is read from the socket only in [#readMore]: a head when there is no exchange, a
///    piece of body or bytes when its [Inflow] wants them.
/// 2. A request's answer is written before the next request is decoded.
/// 3. The body of a request is read to its end before the next request; when that is too far
///    the connection is closed.
final class Connection extends ChannelInboundHandlerAdapter {
    /// How long a client may take to close its side after we have closed ours.
    private static final long LINGER_SECONDS = 2;

    private final Service service;
    private final RequestDecoder decoder;
    private final Unread unread;
    private final AtomicBoolean demanded = new AtomicBoolean();
    private final Response responses = new Response();

    private Phase phase = Phase.IDLE;
    private boolean reading;
    private boolean readAgain;
    private boolean decoded;
    private @Nullable Transfer transfer;
    private @Nullable ChannelHandlerContext context;

    private enum Phase {
        /// Waiting for a request.
        IDLE,
        /// A request is being answered.
        BUSY,
        /// Answered; the rest of its body is skipped.
        SKIPPING,
        /// No longer HTTP.
        UPGRADED,
        /// Another protocol's.
        HANDED_OVER,
        /// Our side is closed.
        CLOSING
    }

    Connection(Service service, RequestDecoder decoder, Unread unread) {
        this.service = service;
        this.decoder = decoder;
        this.unread = unread;
    }

    Service service() {
        return service;
    }

    // ---- called by an exchange

    /// More of the body, or of the bytes, is wanted.
    void demand() {
        if (demanded.compareAndSet(false, true)) {
            later(
                    () -> {
                        demanded.set(false);
                        sayContinue();
                        readMore();
                    });
        }
    }

    void send(Exchange exchange, Answer.Whole answer) {
        later(() -> sendNow(exchange, answer));
    }

    /// Sends the head.
    Outflow begin(Exchange exchange, Answer.Streaming answer) {
        boolean head = exchange.head().method().equals(HttpMethod.HEAD);
        var out = new Outflow(channel(), head ? Connection::dropped : DefaultHttpContent::new);
        later(
                () -> {
                    if (!open(exchange, out)) return;
                    boolean keep = HttpUtil.isKeepAlive(exchange.head());
                    var response = responses.streaming(answer, exchange.head(), keep);
                    var _ = channel().writeAndFlush(response);
                });
        return out;
    }

    /// The body is complete, or broken off.
    void finish(Exchange exchange, Outflow out, boolean whole) {
        later(
                () -> {
                    if (!channel().isActive()) return;
                    out.drain();
                    if (!whole) {
                        var _ = channel().close();
                        return;
                    }
                    boolean chunked = exchange.head().protocolVersion().isKeepAliveDefault();
                    boolean keep = keepsAlive() && chunked;
                    var _ = channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
                    answered(keep);
                });
    }

    /// Leaves HTTP: from now on `in` is fed and what is returned is sent as it is.
    Outflow upgrade(Exchange exchange, Answer answer, Inflow in) {
        var out = new Outflow(channel(), Upgrade.framing(answer));
        out.hold();
        later(
                () -> {
                    if (!open(exchange, out)) {
                        in.end();
                        return;
                    }
                    exchange.body().discard();
                    if (transfer != null) transfer.in = in;
                    phase = Phase.UPGRADED;
                    var taken =
                            Upgrade.perform(context(), decoder, exchange.head(), answer, unread);
                    if (transfer != null) transfer.headTaken = taken;
                    var _ = taken.addListener(_ -> out.release());
                    readMore();
                });
        return out;
    }

    /// Leaves the connection to another protocol.
    void handOver(Exchange exchange, Answer.Handover handover) {
        later(
                () -> {
                    var current = transfer;
                    if (!channel().isActive() || current == null) {
                        handover.takeover().lost();
                        return;
                    }
                    exchange.body().discard();
                    phase = Phase.HANDED_OVER;
                    Upgrade.handOver(context(), decoder, handover);
                });
    }

    /// The conversation is over.
    void hangUp(Outflow out) {
        later(
                () -> {
                    var taken = transfer == null ? null : transfer.headTaken;
                    if (taken != null) {
                        var _ = taken.addListener(_ -> endConversation(out));
                    }
                });
    }

    // ---- on the event loop

    private void endConversation(Outflow out) {
        if (!channel().isActive()) return;
        out.drain();
        Upgrade.sayGoodbye(channel());
        closeGently();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        readMore();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        decoded = true;
        switch (message) {
            case HttpRequest request when phase == Phase.IDLE -> accept(request);
            case HttpContent content -> {
                body(content);
                return;
            }
            case ByteBuf bytes when phase == Phase.UPGRADED -> {
                takeIn(bytes);
                return;
            }
            case ByteBuf bytes when phase == Phase.HANDED_OVER -> {
                from.fireChannelRead(bytes);
                return;
            }
            case WebSocketFrame frame when phase == Phase.UPGRADED -> {
                var bytes = Upgrade.unframe(channel(), frame);
                if (bytes == null) endOfInput();
                else takeIn(bytes);
                return;
            }
            default -> {}
        }
        ReferenceCountUtil.release(message);
        if (phase == Phase.CLOSING) readMore();
    }

    private void accept(HttpRequest request) {
        var refusal = Refusal.of(request);
        var target = refusal == null ? RequestTarget.parse(request.uri()) : null;
        if (target == null) {
            refuse(refusal == null ? Refusal.badRequest() : refusal);
            return;
        }
        var exchange = new Exchange(this, request, target, PeerOf.channel(channel()));
        transfer = new Transfer(exchange);
        phase = Phase.BUSY;
        Thread.ofVirtual().name("request-" + channel().id().asShortText()).start(exchange);
    }

    private void refuse(Refusal refusal) {
        phase = Phase.CLOSING;
        var pipeline = channel().pipeline();
        pipeline.remove(Response.ENCODER);
        var _ = channel().writeAndFlush(Unpooled.wrappedBuffer(refusal.response()));
        closeGently();
    }

    private void body(HttpContent content) {
        var current = transfer;
        boolean last = content instanceof LastHttpContent;
        if (current == null || current.bodyEnded) {
            content.release();
            if (phase == Phase.CLOSING) readMore();
            return;
        }
        if (content.decoderResult().isFailure()) {
            content.release();
            current.breakOff(new ClientGone("invalid byte in chunk length"));
            current.continued = false;
            return;
        }
        if (phase == Phase.SKIPPING) {
            current.skipped(content.content().readableBytes());
            content.release();
        } else {
            current.in.offer(content.content());
        }
        if (!last) {
            readMore();
            return;
        }
        current.bodyEnded = true;
        current.in.end();
        if (phase == Phase.SKIPPING) next();
    }

    private void takeIn(ByteBuf bytes) {
        var current = transfer;
        if (current == null) bytes.release();
        else current.in.offer(bytes);
        readMore();
    }

    /// What was read may not have been a whole message.
    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        readMore();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext from, Object event) {
        if (event == Gate.Signal.ENDED) inputEnded();
        else if (event == Gate.Signal.DRAINED) endOfInput();
        else from.fireUserEventTriggered(event);
    }

    /// The client sends no more. While it waits for the answer to a whole request that means, as
    /// with Go's net/http, that it is gone; a client that goes on reading gets what is at hand.
    private void inputEnded() {
        var current = transfer;
        if (phase == Phase.BUSY && current != null && current.bodyEnded && current.out != null) {
            current.out.clientGone();
            var _ = channel().close();
        }
    }

    /// There is nothing to read any more, and something was asked for.
    private void endOfInput() {
        var current = transfer;
        switch (phase) {
            case IDLE, SKIPPING, CLOSING -> closeBehindAnswer();
            case BUSY -> {
                if (current != null && !current.bodyEnded) {
                    current.breakOff(new ClientGone("unexpected EOF"));
                }
            }
            case UPGRADED -> {
                if (current != null) current.in.end();
            }
            case HANDED_OVER -> {
                // told to the other protocol
            }
        }
    }

    /// What was answered may not have fitted into the socket yet.
    private void closeBehindAnswer() {
        var _ =
                channel()
                        .writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        var current = transfer;
        if (current == null) return;
        if (current.out != null) current.out.clientGone();
        current.in.fail(new ClientGone("the client has closed the connection"));
        current.exchange.body().discard();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        var current = transfer;
        if (current != null && current.out != null) current.out.writabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        var _ = from.close();
    }

    /// Reads what is wanted now, if anything. A loop and not a recursion: decoding one message
    /// often makes the next one wanted at once.
    private void readMore() {
        readAgain = true;
        if (reading) return;
        reading = true;
        try {
            while (readAgain && channel().isActive()) {
                readAgain = false;
                if (wantsToRead()) readOnce();
            }
        } finally {
            reading = false;
        }
    }

    private boolean wantsToRead() {
        var current = transfer;
        return switch (phase) {
            case IDLE, CLOSING -> true;
            case SKIPPING -> current != null && !current.bodyEnded;
            case BUSY -> current != null && !current.bodyEnded && current.in.wantsMore();
            case UPGRADED -> current != null && current.in.wantsMore();
            case HANDED_OVER -> false;
        };
    }

    private void readOnce() {
        boolean http = phase == Phase.IDLE || phase == Phase.BUSY || phase == Phase.SKIPPING;
        if (http && decoder.hasRest()) {
            decoded = false;
            try {
                decoder.again();
            } catch (Exception broken) {
                exceptionCaught(context(), broken);
                return;
            }
            if (decoded) return;
        }
        context().read();
    }

    private void sendNow(Exchange exchange, Answer.Whole answer) {
        if (!channel().isActive()) return;
        boolean keep = keepsAlive();
        var _ = channel().writeAndFlush(responses.whole(answer, exchange.head(), keep));
        answered(keep);
    }

    private boolean open(Exchange exchange, Outflow out) {
        if (channel().isActive() && transfer != null && transfer.exchange == exchange) {
            transfer.out = out;
            return true;
        }
        out.clientGone();
        return false;
    }

    private boolean keepsAlive() {
        return transfer != null && transfer.keepsAlive();
    }

    private void answered(boolean keep) {
        var current = transfer;
        if (!keep || current == null) {
            closeGently();
        } else if (current.bodyEnded) {
            next();
        } else {
            phase = Phase.SKIPPING;
            current.skipBody();
            readMore();
        }
    }

    private void next() {
        if (transfer != null && transfer.skippedTooMuch()) {
            closeGently();
            return;
        }
        transfer = null;
        phase = Phase.IDLE;
        readMore();
    }

    private void sayContinue() {
        var current = transfer;
        if (phase != Phase.BUSY || current == null || current.continued || current.bodyEnded) {
            return;
        }
        current.continued = true;
        if (current.exchange.expectsContinue()) {
            var _ =
                    channel()
                            .writeAndFlush(
                                    new DefaultFullHttpResponse(
                                            HttpVersion.HTTP_1_1,
                                            HttpResponseStatus.CONTINUE,
                                            Unpooled.EMPTY_BUFFER));
        }
    }

    /// Closes our side first and waits a little for the client's: closing a socket with unread
    /// input makes the client read an error in place of the end.
    private void closeGently() {
        var last = transfer;
        if (last != null) last.in.discard();
        transfer = null;
        phase = Phase.CLOSING;
        var pipeline = channel().pipeline();
        if (pipeline.context(decoder) != null) pipeline.remove(decoder);
        var _ =
                channel()
                        .writeAndFlush(Unpooled.EMPTY_BUFFER)
                        .addListener((ChannelFutureListener) sent -> shutdownOutput());
    }

    private void shutdownOutput() {
        if (!(channel() instanceof DuplexChannel duplex) || !duplex.isActive()) return;
        var _ = duplex.shutdownOutput();
        var _ =
                duplex.eventLoop()
                        .schedule(
                                () -> {
                                    var _ = duplex.close();
                                },
                                LINGER_SECONDS,
                                TimeUnit.SECONDS);
        readMore();
    }

    private void later(Runnable task) {
        try {
            channel().eventLoop().execute(task);
        } catch (RejectedExecutionException serverClosed) {
            // with its event loops all connections have ended
        }
    }

    private Channel channel() {
        return context().channel();
    }

    private ChannelHandlerContext context() {
        var here = context;
        if (here == null) throw new IllegalStateException("not in a pipeline");
        return here;
    }

    private static Object dropped(ByteBuf bytes) {
        bytes.release();
        return Unpooled.EMPTY_BUFFER;
    }
}
