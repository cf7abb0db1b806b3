package dev.caisson.front.grpc;

import dev.caisson.front.http.Answer;
import dev.caisson.front.http.ClientGone;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Calls whoever is at the other end of a connection that was opened to us.
public final class GrpcClient implements AutoCloseable {
    private final CompletableFuture<Channel> connection = new CompletableFuture<>();

    /// Speaks gRPC from here on with a client that has asked for `h2c`, and then is the server.
    ///
    /// @param ended runs when the connection has ended, on an event loop
    public Answer.Handover takeOver(Runnable ended) {
        return new Answer.Handover(
                "h2c",
                new Answer.Takeover() {
                    @Override
                    public void take(ChannelPipeline pipeline) {
                        install(pipeline, ended);
                    }

                    @Override
                    public void lost() {
                        connection.completeExceptionally(new ClientGone("it was never there"));
                        ended.run();
                    }
                });
    }

    private void install(ChannelPipeline pipeline, Runnable ended) {
        // The other end has nothing to call here.
        var calls = new Http2MultiplexHandler(new ChannelInboundHandlerAdapter());
        Handlers.add(pipeline, Http2Limits.client(), calls);
        var _ = pipeline.channel().closeFuture().addListener(_ -> ended.run());
        connection.complete(pipeline.channel());
    }

    /// Whether calls can be made.
    public boolean isOpen() {
        var channel = connection.getNow(null);
        return channel != null && channel.isActive();
    }

    /// Begins a call.
    ///
    /// @param method `/package.Service/Method`
    /// @param metadata names in small letters
    /// @throws ClientGone when the connection has ended
    public ClientCall call(String method, Map<String, List<String>> metadata)
            throws ClientGone, InterruptedException {
        try {
            var channel = connection.get();
            var call = new ClientCall();
            var opened =
                    new Http2StreamChannelBootstrap(channel)
                            .handler(
                                    new io.netty.channel.ChannelInitializer<Http2StreamChannel>() {
                                        @Override
                                        protected void initChannel(Http2StreamChannel stream) {
                                            stream.pipeline().addLast(call.attach(stream));
                                        }
                                    })
                            .open();
            var _ = opened.get();
            var headers =
                    new DefaultHttp2Headers()
                            .method("POST")
                            .scheme("http")
                            .authority("localhost")
                            .path(method)
                            .set("content-type", "application/grpc")
                            .set("te", "trailers");
            metadata.forEach(headers::set);
            call.begin(headers);
            return call;
        } catch (ExecutionException failed) {
            throw new ClientGone("the client's session has ended");
        }
    }

    private static CompletableFuture<Boolean> closed(Channel channel) {
        var closed = new CompletableFuture<Boolean>();
        var _ = channel.close().addListener(done -> closed.complete(done.isSuccess()));
        return closed;
    }

    /// Ends the connection.
    @Override
    public void close() {
        var _ = connection.thenCompose(GrpcClient::closed);
    }
}
