package dev.caisson.front.http;

import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/// What moves for the request at hand. Belongs to the event loop of its [Connection].
final class Transfer {
    final Exchange exchange;
    Inflow in;
    @Nullable Outflow out;
    boolean bodyEnded;
    boolean continued;

    /// Set by an upgrade.
    @Nullable ChannelFuture headTaken;

    Transfer(Exchange exchange) {
        this.exchange = exchange;
        this.in = exchange.body();
    }
}
