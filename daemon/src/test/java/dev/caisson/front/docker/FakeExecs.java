package dev.caisson.front.docker;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.container.view.ExecView;
import dev.caisson.engine.Attachment;
import dev.caisson.engine.Execs;
import dev.caisson.fault.Conflict;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.value.ContainerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Exec sessions that echo.
final class FakeExecs implements Execs {
    private final ContainerId container = ContainerId.random();
    private final Map<String, ExecSpec> all = new HashMap<>();
    private final Set<String> run = new HashSet<>();

    @Override
    public String create(ContainerReference reference, ExecSpec spec) {
        var id = "e" + all.size();
        all.put(id, spec);
        return id;
    }

    @Override
    public ExecView inspect(String id) {
        var spec = all.get(id);
        if (spec == null) throw new NotFound(FaultCode.EXEC_NOT_FOUND, id);
        return new ExecView(id, container, spec, false, null, 0, false);
    }

    @Override
    public Attachment start(String id, boolean tty, int columns, int rows) {
        var _ = inspect(id);
        if (!run.add(id)) throw new Conflict(FaultCode.EXEC_ALREADY_RUN, id);
        return new FakeAttachment(tty);
    }

    @Override
    public void startDetached(String id, boolean tty, int columns, int rows) {
        var _ = start(id, tty, columns, rows);
    }

    @Override
    public void resize(String id, int columns, int rows) {
        var _ = inspect(id);
    }
}
