package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.Fields;
import dev.caisson.front.grpc.GrpcService;
import dev.caisson.front.grpc.ServerCall;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `moby.buildkit.v1.frontend.LLBBridge`: what a front end that runs in the client asks for, on
/// behalf of a job.
final class GatewayService {
    private static final String PATH = "/moby.buildkit.v1.frontend.LLBBridge/";
    private static final String JOB = "buildkit-controlapi-buildid";

    private final Jobs jobs;
    private final Solving solving;
    private final Worker worker;

    GatewayService(Jobs jobs, Solving solving, Worker worker) {
        this.jobs = jobs;
        this.solving = solving;
        this.worker = worker;
    }

    void addTo(Map<String, GrpcService> methods) {
        methods.put(PATH + "Ping", this::ping);
        methods.put(PATH + "Solve", this::solve);
        methods.put(PATH + "Return", this::finish);
        methods.put(PATH + "Evaluate", this::evaluate);
        methods.put(PATH + "Inputs", this::inputs);
        methods.put(PATH + "Warn", this::warn);
    }

    private Job job(ServerCall call) throws InterruptedException {
        return jobs.get(call.metadata(JOB));
    }

    private void ping(ServerCall call) throws IOException, InterruptedException {
        var _ = job(call);
        var _ = call.request();
        var response = new FieldWriter();
        capabilities(response, 1, Solving.capabilities());
        capabilities(response, 2, List.of("exporter.multiple", "gc.freespacefilter"));
        call.send(response.message(3, worker.fields()).toBytes());
    }

    private static void capabilities(FieldWriter response, int number, List<String> names) {
        for (var name : names) {
            response.message(number, new FieldWriter().text(1, name).flag(2, true));
        }
    }

    private void solve(ServerCall call) throws IOException, InterruptedException {
        var job = job(call);
        var request = call.request();
        if (request.message(1).has(1)) throw Solving.graph();
        call.onGone(job::close);
        var frontend = request.text(2);
        var result = new FieldWriter();
        if (!frontend.isEmpty()) {
            var inputs = LinkedResult.inputs(request, 13);
            var solved = solving.solve(job, frontend, request.textMap(3), inputs);
            var reference = new FieldWriter().text(1, solved.id());
            var linked = solved.linked();
            if (linked != null) reference.message(2, linked.definition());
            result.message(3, reference);
            result.blobs(10, solved.metadata());
        } else {
            result.message(3, new FieldWriter());
        }
        call.send(new FieldWriter().message(3, result).toBytes());
    }

    private void finish(ServerCall call) throws IOException, InterruptedException {
        var job = job(call);
        var request = call.request();
        if (request.has(2) && request.message(2).number(1) != 0) {
            var error = request.message(2);
            // With all that it says of where and why, which came from here.
            var detail = request.bytes(2);
            job.fail(new CallFailed(Code.UNKNOWN, error.text(2), detail));
        } else {
            job.succeed(reference(request.message(1)));
        }
        call.send(new byte[0]);
    }

    /// The only result, or the only one of a map.
    private static String reference(Fields result) {
        var one = result.message(3).text(1);
        if (!one.isEmpty()) return one;
        var old = result.text(1);
        if (!old.isEmpty()) return old;
        for (var entry : result.message(4).messages(1)) return entry.message(2).text(1);
        return "";
    }

    /// What there is has been built.
    private void evaluate(ServerCall call) throws IOException, InterruptedException {
        var _ = job(call);
        var _ = call.request();
        call.send(new byte[0]);
    }

    private void inputs(ServerCall call) throws IOException, InterruptedException {
        var _ = job(call);
        var _ = call.request();
        call.send(new byte[0]);
    }

    private void warn(ServerCall call) throws IOException, InterruptedException {
        var _ = job(call);
        var _ = call.request();
        call.send(new byte[0]);
    }
}
