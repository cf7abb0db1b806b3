package dev.caisson.front.grpc;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.ClientGone;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the calls of clients.
public final class GrpcServer {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcServer.class);

    private final Map<String, GrpcService> methods;

    /// @param methods by their path, `/package.Service/Method`
    public GrpcServer(Map<String, GrpcService> methods) {
        this.methods = Map.copyOf(methods);
    }

    /// Speaks gRPC from here on with a client that has asked for `h2c`.
    public Answer.Handover takeOver() {
        return new Answer.Handover("h2c", this::install);
    }

    private void install(ChannelPipeline pipeline) {
        var calls =
                new Http2MultiplexHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                stream.pipeline().addLast(new Incoming(stream).messages);
                            }
                        });
        Handlers.add(pipeline, Http2Limits.server(), calls);
    }

    /// A stream whose headers are still to come.
    private final class Incoming implements MessageStream.Listener {
        final MessageStream messages;

        Incoming(Channel channel) {
            messages = new MessageStream(channel, this);
        }

        @Override
        public void headers(Http2Headers headers, boolean last) {
            // Trailers of a client mean nothing.
            if (headers.path() == null) return;
            var type = headers.get("content-type");
            boolean known = type != null && type.toString().startsWith("application/grpc");
            if (!known || !"POST".contentEquals(String.valueOf(headers.method()))) {
                messages.end(new DefaultHttp2Headers().status("415"));
                return;
            }
            var call = new ServerCall(messages, headers);
            Thread.ofVirtual().name("call " + call.method()).start(() -> run(call));
        }

        @Override
        public void closed() {
            // those who read and write hear of it
        }
    }

    private void run(ServerCall call) {
        try {
            var service = methods.get(call.method());
            if (service == null) {
                throw new CallFailed(Code.UNIMPLEMENTED, "unknown method " + call.method());
            }
            service.answer(call);
            call.end(Code.OK, "");
        } catch (CallFailed failed) {
            call.end(failed.code(), failed.text(), failed.detail());
        } catch (Fault fault) {
            boolean cancelled = fault.code() == FaultCode.BUILD_CANCELLED;
            call.end(cancelled ? Code.CANCELLED : Code.UNKNOWN, fault.text());
        } catch (ClientGone gone) {
            LOG.debug("client left during a call, method={}", call.method());
            call.end(Code.CANCELLED, "context canceled");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            call.end(Code.CANCELLED, "context canceled");
        } catch (IOException | RuntimeException failure) {
            LOG.error("call failed, method={}", call.method(), failure);
            call.end(Code.INTERNAL, "internal error, see the log of the daemon");
        }
    }
}
