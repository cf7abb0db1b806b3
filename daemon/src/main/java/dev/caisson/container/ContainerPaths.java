package dev.caisson.container;

import dev.caisson.value.ContainerId;
import java.nio.file.Path;

/// Where a container's files are, below the data root.
///
/// @param containers the directory of all
record ContainerPaths(Path containers) {
    static final String SPEC = "spec.json";
    static final String STATE = "state.json";
    static final String HEALTH = "health.json";
    static final String SESSION = "session.json";

    Path directory(ContainerId id) {
        return containers.resolve(id.value());
    }

    Path upper(ContainerId id) {
        return upper(directory(id));
    }

    /// @param directory of the container, wherever it is
    static Path upper(Path directory) {
        return directory.resolve("upper");
    }

    Path work(ContainerId id) {
        return work(directory(id));
    }

    /// @param directory of the container, wherever it is
    static Path work(Path directory) {
        return directory.resolve("work");
    }

    Path log(ContainerId id) {
        return directory(id).resolve("log");
    }

    /// Docker's name for it.
    Path jsonLog(ContainerId id) {
        return directory(id).resolve(id.value() + "-json.log");
    }

    /// How far its log driver has come.
    Path forwarded(ContainerId id) {
        return directory(id).resolve("forwarded");
    }

    Path exit(ContainerId id) {
        return directory(id).resolve("exit");
    }

    Path execs(ContainerId id) {
        return directory(id).resolve("exec");
    }

    Path exec(ContainerId id, String execId) {
        return execs(id).resolve(execId);
    }

    Path shm(ContainerId id) {
        return directory(id).resolve("shm");
    }

    Path etc(ContainerId id, String file) {
        return directory(id).resolve(file);
    }
}
