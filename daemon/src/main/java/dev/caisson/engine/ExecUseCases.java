package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.container.Exec;
import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.container.view.ExecView;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.NotFound;
import dev.caisson.stdio.DetachKeys;

/// What one can do with exec sessions, carried out by the container room.
public final class ExecUseCases implements Execs {
    private final ContainerRoom room;

    public ExecUseCases(ContainerRoom room) {
        this.room = room;
    }

    @Override
    public String create(ContainerReference container, ExecSpec spec) {
        DetachKeys.parse(spec.detachKeys());
        return room.resolve(container).createExec(spec);
    }

    @Override
    public ExecView inspect(String id) {
        return find(id).view();
    }

    @Override
    public Attachment start(String id, boolean tty, int columns, int rows) {
        var exec = find(id);
        var spec = exec.view().spec();
        var keys = DetachKeys.parse(spec.detachKeys());
        return new ExecAttachment(exec.start(columns, rows), spec, keys);
    }

    @Override
    public void startDetached(String id, boolean tty, int columns, int rows) {
        find(id).startDetached(columns, rows);
    }

    @Override
    public void resize(String id, int columns, int rows) {
        find(id).resize(columns, rows);
    }

    private Exec find(String id) {
        return room.ofExec(id)
                .map(container -> container.exec(id))
                .orElseThrow(() -> new NotFound(FaultCode.EXEC_NOT_FOUND, id));
    }
}
