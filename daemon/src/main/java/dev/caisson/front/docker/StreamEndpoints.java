package dev.caisson.front.docker;

import dev.caisson.engine.Containers;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.http.Answer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// What containers read and write: attach, logs, the size of the terminal.
final class StreamEndpoints {
    private final Containers containers;

    StreamEndpoints(Containers containers) {
        this.containers = containers;
    }

    void addTo(Router router) {
        router.post("/containers/{name}/attach", this::attach)
                .get("/containers/{name}/attach/ws", this::attachSocket)
                .get("/containers/{name}/logs", this::logs)
                .delete("/containers/{name}/logs", this::clearLog)
                .post("/containers/{name}/resize", this::resize);
    }

    /// What goes wrong is told on the hijacked connection, as dockerd does.
    private Answer attach(Call call) throws IOException {
        var asked = request(call);
        call.skipBody();
        boolean upgrade = call.request().header("Upgrade") != null;
        try {
            var attachment = containers.attach(call.container(), asked);
            boolean multiplexed = upgrade && !call.version().isBefore(42) && !attachment.tty();
            return hijacked(
                    upgrade,
                    multiplexed,
                    Map.of(),
                    (in, out) ->
                            Streams.converse(
                                    attachment,
                                    Streams.framing(attachment.tty()),
                                    asked.stdin(),
                                    in,
                                    out));
        } catch (Fault fault) {
            return refused(fault);
        }
    }

    /// @param more headers behind those of the upgrade
    static Answer hijacked(
            boolean upgrade,
            boolean multiplexed,
            Map<String, String> more,
            Answer.Conversation conversation) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", multiplexed ? Streams.MULTIPLEXED : Streams.RAW);
        if (upgrade) {
            headers.put("Connection", "Upgrade");
            headers.put("Upgrade", "tcp");
        }
        headers.putAll(more);
        return upgrade
                ? new Answer.Hijacked(101, "UPGRADED", headers, conversation)
                : new Answer.Hijacked(200, "OK", headers, conversation);
    }

    private static Answer refused(Fault fault) {
        var status =
                switch (DockerApi.error(fault).status()) {
                    case 400 -> "Bad Request";
                    case 404 -> "Not Found";
                    case 409 -> "Conflict";
                    case 501 -> "Not Implemented";
                    case 503 -> "Service Unavailable";
                    default -> "Internal Server Error";
                };
        return new Answer.Hijacked(
                DockerApi.error(fault).status(),
                status,
                Map.of("Content-Type", Streams.RAW),
                (in, out) -> out.write(Streams.lastWords(fault.text())));
    }

    private Answer attachSocket(Call call) {
        var asked = request(call);
        var attachment = containers.attach(call.container(), asked);
        return new Answer.WebSocket(
                !call.version().isBefore(28),
                (in, out) ->
                        Streams.converse(
                                attachment,
                                dev.caisson.stdio.StreamFraming.RAW,
                                asked.stdin(),
                                in,
                                out));
    }

    private static Containers.AttachRequest request(Call call) {
        var query = call.query();
        return new Containers.AttachRequest(
                query.flag("logs"),
                query.flag("stream"),
                query.flag("stdin"),
                query.flag("stdout"),
                query.flag("stderr"),
                query.text("detachKeys"));
    }

    private Answer logs(Call call) {
        var query = call.query();
        boolean stdout = query.flag("stdout");
        boolean stderr = query.flag("stderr");
        if (!stdout && !stderr) throw new InvalidInput(FaultCode.STREAM_MISSING);
        var since = query.textOrNull("since");
        var until = query.textOrNull("until");
        var asked =
                new Containers.LogQuery(
                        query.flag("follow"),
                        stdout,
                        stderr,
                        since == null || since.equals("0") ? null : GoNumbers.moment(since),
                        until == null || until.equals("0") ? null : GoNumbers.moment(until),
                        tail(query.text("tail")),
                        query.flag("timestamps"),
                        query.flag("details"));
        var source = containers.logs(call.container(), asked);
        boolean multiplexed = !source.tty() && !call.version().isBefore(42);
        return new Answer.Streaming(
                200,
                Map.of("Content-Type", multiplexed ? Streams.MULTIPLEXED : Streams.RAW),
                out -> Streams.send(source, Streams.framing(source.tty()), out));
    }

    /// Beyond the Docker API.
    private Answer clearLog(Call call) {
        containers.clearLog(call.container());
        return Call.empty(204);
    }

    /// What is not a number means all.
    private static int tail(String written) {
        try {
            int lines = Integer.parseInt(written);
            return lines < 0 ? -1 : lines;
        } catch (NumberFormatException all) {
            return -1;
        }
    }

    private Answer resize(Call call) {
        var query = call.query();
        int rows = GoNumbers.terminalSize("height", query.text("h"));
        int columns = GoNumbers.terminalSize("width", query.text("w"));
        containers.resize(call.container(), columns, rows);
        return Call.empty(200);
    }
}
