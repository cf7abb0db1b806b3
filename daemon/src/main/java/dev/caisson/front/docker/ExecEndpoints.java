package dev.caisson.front.docker;

import dev.caisson.container.request.ExecSpec;
import dev.caisson.engine.Execs;
import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.docker.convert.ContainerWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.wire.ExecConfig;
import dev.caisson.wire.ExecStart;
import dev.caisson.wire.IdAnswer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Further processes in containers.
final class ExecEndpoints {
    private static final Call.GoName CREATE =
            new Call.GoName("container.ExecOptions", "ExecOptions");
    private static final Call.GoName START =
            new Call.GoName("container.ExecStartOptions", "ExecStartOptions");

    private final Execs execs;

    ExecEndpoints(Execs execs) {
        this.execs = execs;
    }

    void addTo(Router router) {
        router.get("/exec/{id}/json", this::inspect)
                .post("/containers/{name}/exec", this::create)
                .post("/exec/{id}/start", this::start)
                .post("/exec/{id}/resize", this::resize);
    }

    private Answer inspect(Call call) {
        return call.ok("exec", ContainerWriter.exec(execs.inspect(call.name())));
    }

    private Answer create(Call call) throws IOException {
        var asked = call.body(ExecConfig.class, CREATE, "exec");
        var command = asked == null ? null : asked.cmd();
        if (asked == null || command == null || command.isEmpty()) {
            throw new InvalidInput(FaultCode.EXEC_COMMAND_MISSING);
        }
        return call.answer(
                201, "created", new IdAnswer(execs.create(call.container(), spec(asked, command))));
    }

    private static ExecSpec spec(ExecConfig asked, List<String> command) {
        var env = asked.env();
        return new ExecSpec(
                command,
                env == null ? List.of() : env,
                orEmpty(asked.workingDir()),
                orEmpty(asked.user()),
                asked.privileged(),
                new ExecSpec.ExecStreams(
                        asked.tty(),
                        asked.attachStdin(),
                        asked.attachStdout(),
                        asked.attachStderr(),
                        columns(asked.consoleSize()),
                        rows(asked.consoleSize())),
                orEmpty(asked.detachKeys()));
    }

    private static String orEmpty(@Nullable String written) {
        return written == null ? "" : written;
    }

    private static int rows(@Nullable List<Integer> size) {
        return size == null || size.isEmpty() ? 0 : size.getFirst();
    }

    private static int columns(@Nullable List<Integer> size) {
        return size == null || size.size() < 2 ? 0 : size.get(1);
    }

    /// A client at the streams is told on the hijacked connection what goes wrong, except that the
    /// session does not exist.
    private Answer start(Call call) throws IOException {
        var body = call.body(ExecStart.class, START, "execStart");
        var asked = body == null ? new ExecStart(false, false, null) : body;
        if (asked.consoleSize() != null && !asked.tty()) {
            throw new InvalidInput(FaultCode.CONSOLE_SIZE_WITHOUT_TTY);
        }
        int columns = columns(asked.consoleSize());
        int rows = rows(asked.consoleSize());
        var session = execs.inspect(call.name());
        if (asked.detach()) {
            execs.startDetached(session.id(), asked.tty(), columns, rows);
            return Call.empty(200);
        }
        boolean upgrade = call.request().header("Upgrade") != null;
        boolean multiplexed = upgrade && !asked.tty() && !call.version().isBefore(42);
        boolean stdin = session.spec().streams().attachStdin();
        return StreamEndpoints.hijacked(
                upgrade,
                multiplexed,
                Map.of(),
                (in, out) -> {
                    try {
                        var attachment = execs.start(session.id(), asked.tty(), columns, rows);
                        var framing = Streams.framing(asked.tty());
                        Streams.converse(attachment, framing, stdin, in, out);
                    } catch (Fault fault) {
                        Streams.sayLast(fault, asked.tty(), out);
                    }
                });
    }

    private Answer resize(Call call) {
        var query = call.query();
        int rows = GoNumbers.terminalSize("height", query.text("h"));
        int columns = GoNumbers.terminalSize("width", query.text("w"));
        execs.resize(call.name(), columns, rows);
        return Call.empty(200);
    }
}
