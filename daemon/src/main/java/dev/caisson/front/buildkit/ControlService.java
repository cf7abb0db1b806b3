package dev.caisson.front.buildkit;

import dev.caisson.engine.Builds;
import dev.caisson.engine.Filters;
import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.GrpcService;
import dev.caisson.front.grpc.ServerCall;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `moby.buildkit.v1.Control`: begins builds, tells of them, and of what they leave.
final class ControlService {
    private static final String PATH = "/moby.buildkit.v1.Control/";
    private static final long PAUSE_MILLIS = 500;

    private final Jobs jobs;
    private final Solving solving;
    private final Builds builds;
    private final Worker worker;

    ControlService(Jobs jobs, Solving solving, Builds builds, Worker worker) {
        this.jobs = jobs;
        this.solving = solving;
        this.builds = builds;
        this.worker = worker;
    }

    void addTo(Map<String, GrpcService> methods) {
        methods.put(PATH + "Solve", this::solve);
        methods.put(PATH + "Status", this::status);
        methods.put(PATH + "ListWorkers", this::workers);
        methods.put(PATH + "Info", this::info);
        methods.put(PATH + "DiskUsage", this::usage);
        methods.put(PATH + "Prune", this::prune);
        methods.put(PATH + "ListenBuildHistory", this::history);
        methods.put(PATH + "UpdateBuildHistory", this::updateHistory);
    }

    private void solve(ServerCall call) throws IOException, InterruptedException {
        var request = call.request();
        if (request.message(2).has(1)) throw Solving.graph();
        var job = new Job(request);
        for (var exporter : job.exporters()) exporter.check();
        jobs.begin(job);
        call.onGone(job::close);
        try {
            if (!request.text(6).isEmpty()) {
                var inputs = LinkedResult.inputs(request, 10);
                var result = solving.solve(job, request.text(6), request.textMap(7), inputs);
                job.succeed(result.id());
            }
            var response = new FieldWriter().texts(1, job.await());
            call.send(response.toBytes());
        } finally {
            jobs.end(job);
        }
    }

    private void status(ServerCall call) throws IOException, InterruptedException {
        var feed = jobs.get(call.request().text(1)).feed();
        var reader = Thread.currentThread();
        call.onGone(reader::interrupt);
        feed.attach();
        try {
            for (byte[] news; (news = feed.next(PAUSE_MILLIS)) != null; ) {
                if (news.length > 0) call.send(news);
            }
        } finally {
            feed.detach();
        }
    }

    private void workers(ServerCall call) throws IOException {
        var _ = call.request();
        call.send(new FieldWriter().message(1, worker.fields()).toBytes());
    }

    private void info(ServerCall call) throws IOException {
        var _ = call.request();
        call.send(new FieldWriter().message(1, worker.buildKit()).toBytes());
    }

    // ---- what builds leave

    private void usage(ServerCall call) throws IOException {
        var request = call.request();
        var filters = new CacheFilterText(request.texts(1), request.number(2)).filters();
        var response = new FieldWriter();
        for (var one : builds.cached(new Filters(filters))) response.message(1, record(one));
        call.send(response.toBytes());
    }

    private static FieldWriter record(Builds.Cached cached) {
        return new FieldWriter()
                .text(1, cached.id())
                .flag(2, !cached.type().equals("regular"))
                .flag(3, cached.inUse())
                .number(4, cached.size())
                .time(6, cached.created())
                .time(7, cached.lastUsed())
                .number(8, cached.uses())
                .text(9, cached.description())
                .text(10, cached.type());
    }

    private void prune(ServerCall call) throws IOException {
        var request = call.request();
        var room = new Builds.Room(request.number(4), request.number(5), request.number(6));
        var filters = new CacheFilterText(request.texts(1), request.number(3)).filters();
        var known = builds.cached(Filters.none());
        var which = new Builds.Prune(new Filters(filters), room, request.flag(2));
        var pruned = builds.prune(which);
        for (var one : known) {
            if (pruned.deleted().contains(one.id())) call.send(record(one).toBytes());
        }
    }

    /// Builds are not recorded: nothing is known of those that are over.
    private void history(ServerCall call) throws IOException {
        var _ = call.request();
    }

    private void updateHistory(ServerCall call) throws IOException {
        throw new CallFailed(
                Code.NOT_FOUND, "no record of build " + call.request().text(1) + ": none are kept");
    }

    /// What `Control.Solve` may be given.
    static List<String> frontends() {
        return List.of("dockerfile.v0", "gateway.v0");
    }
}
