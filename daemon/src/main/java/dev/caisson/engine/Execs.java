package dev.caisson.engine;

import dev.caisson.container.request.ContainerReference;
import dev.caisson.container.request.ExecSpec;
import dev.caisson.container.view.ExecView;

/// Everything one can do with exec sessions.
public interface Execs {
    /// @return the id of the session
    /// @throws dev.caisson.fault.Conflict `CONTAINER_NOT_RUNNING`, `CONTAINER_PAUSED`
    String create(ContainerReference container, ExecSpec spec);

    ExecView inspect(String id);

    /// Starts it with a client at its streams; the output ends with the session.
    ///
    /// @param tty as the start request says; must be what the session was made with
    /// @param columns 0 to leave the size alone, likewise `rows`
    Attachment start(String id, boolean tty, int columns, int rows);

    /// Starts it with nobody at its streams.
    void startDetached(String id, boolean tty, int columns, int rows);

    void resize(String id, int columns, int rows);
}
