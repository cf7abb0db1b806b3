package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.engine.Containers;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.docker.convert.ContainerWriter;
import dev.caisson.front.docker.convert.LimitsReader;
import dev.caisson.front.docker.convert.NetworkReader;
import dev.caisson.front.docker.convert.SpecReader;
import dev.caisson.front.http.Answer;
import dev.caisson.wire.ContainerCreated;
import dev.caisson.wire.ContainersPruned;
import dev.caisson.wire.CreateContainer;
import dev.caisson.wire.TopAnswer;
import dev.caisson.wire.UpdateAnswer;
import dev.caisson.wire.UpdateContainer;
import dev.caisson.wire.UpdatePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Containers as things: made, listed, shown, changed.
final class ContainerEndpoints {
    private static final Call.GoName CREATE = new Call.GoName("container.CreateRequest", "");
    private static final Call.GoName UPDATE =
            new Call.GoName("container.UpdateConfig", "UpdateConfig");

    private final Containers containers;

    ContainerEndpoints(Containers containers) {
        this.containers = containers;
    }

    void addTo(Router router) {
        router.get("/containers/json", this::list)
                .get("/containers/{name}/json", this::inspect)
                .get("/containers/{name}/top", this::top)
                .get("/containers/{name}/launch", this::launch)
                .post("/containers/create", this::create)
                .post("/containers/prune", this::prune)
                .post("/containers/{name}/rename", this::rename)
                .post("/containers/{name}/ports", this::republish)
                .post("/containers/{name}/update", this::update);
    }

    private Answer list(Call call) {
        var query = call.query();
        var limit = query.number("limit");
        var wanted =
                new Containers.ListQuery(
                        query.flag("all"),
                        limit == null || limit < 0 ? 0 : limit,
                        query.flag("size"),
                        FilterParameter.parse(query.text("filters")));
        return call.ok(
                "containers",
                containers.list(wanted).stream().map(ContainerWriter::summary).toList());
    }

    private Answer inspect(Call call) {
        var view = containers.inspect(call.container(), call.query().flag("size"));
        return call.ok("container", ContainerWriter.inspect(view));
    }

    private Answer create(Call call) throws IOException {
        var query = call.query();
        var asked = call.body(CreateContainer.class, CREATE, "create");
        if (asked == null && call.request().contentLength() == 0) {
            throw new InvalidInput(FaultCode.JSON_INVALID, "got EOF while reading request body");
        }
        if (asked == null || Given.isNothing(asked.config()))
            throw new InvalidInput(FaultCode.CONFIG_MISSING);
        var created =
                containers.create(
                        query.textOrNull("name"),
                        query.textOrNull("platform"),
                        call.version().isBefore(44)
                                ? SpecReader.readBefore144(asked)
                                : SpecReader.read(asked));
        return call.answer(
                201, "created", new ContainerCreated(created.id().value(), created.warnings()));
    }

    private Answer rename(Call call) {
        var name = call.query().text("name");
        if (name.isEmpty()) throw new InvalidInput(FaultCode.CONTAINER_RENAME_EMPTY);
        containers.rename(call.container(), name);
        return Call.empty(204);
    }

    private Answer update(Call call) throws IOException {
        var asked = call.body(UpdateContainer.class, UPDATE, "update");
        var warnings = List.<String>of();
        if (asked == null) {
            var _ = containers.inspect(call.container(), false);
        } else {
            var restart = asked.restartPolicy();
            boolean keep = restart == null || restart.name() == null || restart.name().isEmpty();
            warnings =
                    containers.update(
                            call.container(),
                            LimitsReader.read(asked.resources()),
                            keep ? null : SpecReader.restart(restart));
        }
        return call.ok("updated", new UpdateAnswer(warnings.isEmpty() ? null : warnings));
    }

    /// Beyond the Docker API.
    private Answer republish(Call call) throws IOException {
        var asked = call.body(UpdatePorts.class, UPDATE, "update");
        if (asked != null) {
            containers.republish(
                    call.container(),
                    NetworkReader.bindings(asked.add()),
                    NetworkReader.selectors(asked.remove()));
        }
        return Call.empty(204);
    }

    private Answer prune(Call call) {
        var pruned =
                containers.prune(
                        FilterParameter.parse(
                                call.query().text("filters"), Set.of("label", "label!", "until")));
        var deleted = pruned.deleted().isEmpty() ? null : pruned.deleted();
        return call.ok("pruned", new ContainersPruned(deleted, pruned.spaceReclaimed()));
    }

    private Answer top(Call call) {
        var processes = containers.top(call.container(), call.query().text("ps_args"));
        return call.ok("top", new TopAnswer(processes.rows(), processes.titles()));
    }

    /// Our own: the launch program, a row a line.
    private Answer launch(Call call) {
        var program = containers.launchProgram(new ContainerReference(call.name()));
        return new Answer.Whole(
                200,
                Map.of("Content-Type", "text/plain; charset=utf-8"),
                program.getBytes(StandardCharsets.UTF_8));
    }
}
