package dev.caisson.front.http;

import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpUtil;
import org.jspecify.annotations.Nullable;

/// What moves for the request at hand. Belongs to the event loop of its [Connection].
final class Transfer {
    /// Like Go's net/http: what is left of a body nobody reads is skipped up to here.
    private static final long SKIPPED_BODY = 256 * 1024;

    final Exchange exchange;
    Inflow in;
    @Nullable Outflow out;
    boolean bodyEnded;
    boolean continued;

    /// Set by an upgrade.
    @Nullable ChannelFuture headTaken;

    private long skipped;

    Transfer(Exchange exchange) {
        this.exchange = exchange;
        this.in = exchange.body();
    }

    /// The answer is out, and nobody reads the rest of the body.
    void skipBody() {
        in.discard();
        skipped = 0;
    }

    /// @param bytes of the body that nobody read
    void skipped(int bytes) {
        skipped += bytes;
    }

    /// The body ends within a piece: no request can follow it.
    void breakOff(ClientGone reason) {
        bodyEnded = true;
        skipped = SKIPPED_BODY;
        in.fail(reason);
    }

    /// Whether more was skipped than a next request is worth.
    boolean skippedTooMuch() {
        return skipped >= SKIPPED_BODY;
    }

    /// Whether another request may follow: not when the client asked for the end, and not when it
    /// keeps back a body nobody wanted.
    boolean keepsAlive() {
        var head = exchange.head();
        if (!HttpUtil.isKeepAlive(head)) return false;
        if (bodyEnded) return !skippedTooMuch();
        boolean heldBack = exchange.expectsContinue() && !continued;
        boolean endless = HttpUtil.getContentLength(head, 0L) > SKIPPED_BODY;
        return !heldBack && !endless;
    }
}
