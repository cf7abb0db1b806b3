package dev.caisson.front.buildkit;

import dev.caisson.engine.Builds;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.GrpcServer;
import dev.caisson.front.grpc.GrpcService;
import dev.caisson.front.grpc.ServerCall;
import dev.caisson.front.http.Answer;
import dev.caisson.front.http.Request;
import java.io.IOException;
import java.util.HashMap;

/// BuildKit's services: the entrance of the room.
public final class BuildKit {
    private static final int SERVING = 1;

    private final Sessions sessions = new Sessions();
    private final GrpcServer server;

    /// @param version of this engine
    public BuildKit(Builds builds, String version) {
        var jobs = new Jobs();
        var solving = new Solving(builds, sessions);
        var worker = new Worker(version);
        var methods = new HashMap<String, GrpcService>();
        new ControlService(jobs, solving, builds, worker).addTo(methods);
        new GatewayService(jobs, solving, worker).addTo(methods);
        methods.put("/grpc.health.v1.Health/Check", BuildKit::health);
        server = new GrpcServer(methods);
    }

    private static void health(ServerCall call) throws IOException {
        var _ = call.request();
        call.send(new FieldWriter().number(1, SERVING).toBytes());
    }

    /// A build by `POST /build`.
    ///
    /// @param session name of the client's session; empty for none
    /// @throws dev.caisson.front.grpc.CallFailed when it is not opened in time
    public PostedBuild posted(String session) throws InterruptedException {
        return new PostedBuild(session.isEmpty() ? null : sessions.get(session));
    }

    /// A connection by which a client calls us; it asked for `h2c`.
    public Answer grpc() {
        return server.takeOver();
    }

    /// A connection by which we call a client; it asked for `h2c`.
    ///
    /// @throws dev.caisson.front.grpc.CallFailed when it is no session
    public Answer session(Request request) {
        return sessions.accept(request);
    }
}
