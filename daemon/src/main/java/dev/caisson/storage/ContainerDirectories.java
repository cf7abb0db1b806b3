package dev.caisson.storage;

import dev.caisson.fault.InvalidInput;
import dev.caisson.sys.Syscalls;
import dev.caisson.value.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The directories of containers, `containers/ID/`.
public final class ContainerDirectories {
    private static final int UPPER_MODE = 0755;
    private static final int PRIVATE_MODE = 0700;

    private final OwnDirectory containers;
    private final Path root;

    /// @param root is made when it is not there
    public ContainerDirectories(Syscalls syscalls, Path root) throws IOException {
        this.root = root;
        this.containers = new OwnDirectory(syscalls, root);
    }

    /// Where a container has its files.
    ///
    /// @param root for state, host name and so on; mode 0710
    /// @param upper its changes, the upper directory of its overlay; mode 0755, the container's `/`
    /// @param work overlay's own; mode 0700
    /// @param log mode 0700
    public record ContainerDirectory(Path root, Path upper, Path work, Path log) {
        static ContainerDirectory of(Path root) {
            return new ContainerDirectory(
                    root, root.resolve("upper"), root.resolve("work"), root.resolve("log"));
        }
    }

    /// Makes the directories of a new container; all or none are there.
    ///
    /// @throws dev.caisson.fault.Unavailable `DISK_FULL`
    public ContainerDirectory create(ContainerId id) {
        var hidden = containers.begin();
        try {
            var made = ContainerDirectory.of(containers.child(hidden));
            containers.mkdir(made.upper(), UPPER_MODE);
            containers.mkdir(made.work(), PRIVATE_MODE);
            containers.mkdir(made.log(), PRIVATE_MODE);
            if (!containers.publish(hidden, id.value())) {
                throw new IllegalStateException("a container has a second directory: " + id);
            }
            return of(id);
        } catch (RuntimeException failed) {
            containers.remove(hidden);
            throw failed;
        } finally {
            containers.end(hidden);
        }
    }

    /// Where the files of a container are, whether it exists or not.
    public ContainerDirectory of(ContainerId id) {
        return ContainerDirectory.of(containers.child(id.value()));
    }

    /// Removes everything of a container; one that is not there is fine. It is invisible from the
    /// first moment, also after a crash.
    ///
    /// @throws dev.caisson.fault.Conflict `STORAGE_MOUNTED` when something is mounted in it
    public void remove(ContainerId id) {
        containers.remove(id.value());
    }

    /// The containers that have directories, sorted.
    public List<ContainerId> all() throws IOException {
        var all = new ArrayList<ContainerId>();
        try (var children = Files.newDirectoryStream(root, "[!.]*")) {
            for (var child : children) {
                try {
                    all.add(new ContainerId(child.getFileName().toString()));
                } catch (InvalidInput foreign) {
                    // Not named by an ID: nobody's container.
                }
            }
        }
        all.sort((one, other) -> one.value().compareTo(other.value()));
        return all;
    }

    /// Removes what a crash left half-made or half-removed. Call at start, when nothing of the old
    /// daemon's is mounted any more.
    public void sweep() throws IOException {
        long _ = containers.sweep();
    }
}
