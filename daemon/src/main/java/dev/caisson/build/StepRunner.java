package dev.caisson.build;

import dev.caisson.image.Assembly;
import dev.caisson.image.StoredLayer;
import dev.caisson.storage.ContainerTree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Port: runs the commands of a build and shows it its layers as files.
public interface StepRunner {
    /// Layers with a place for changes on top, as files; unmounted when it is closed.
    ///
    /// @param layers unpacked, the topmost first
    /// @param upper takes the changes
    /// @param work beside it, empty
    ContainerTree mount(List<Path> layers, Path upper, Path work);

    /// Makes a container for a command; it does not run yet.
    Step prepare(Command command);

    /// A container for one command. Closing it ends and removes it, unless it is to be kept.
    interface Step extends AutoCloseable {
        /// 64 digits.
        String containerId();

        /// Runs the command to its end; interrupting the thread ends it.
        ///
        /// @return its exit code
        int run(Output output) throws InterruptedException;

        /// Makes what it changed ready to be a layer as it is.
        ///
        /// @param own paths that are left out when they are empty
        /// @param latest no file is younger; null for no limit
        /// @return empty when it can only be written
        Optional<Assembly.Tree> settle(Set<String> own, @Nullable Instant latest)
                throws IOException;

        /// Writes what it changed as a layer.
        ///
        /// @param own paths that are left out when they are empty
        /// @param latest no file is younger; null for no limit
        void writeLayer(OutputStream out, Set<String> own, @Nullable Instant latest)
                throws IOException;

        /// From now on closing it leaves the container there.
        void keep();

        @Override
        void close();
    }

    /// Takes what a command writes.
    @FunctionalInterface
    interface Output {
        /// @param error to standard error
        void write(boolean error, byte[] bytes);
    }

    /// What runs, and on what.
    ///
    /// @param environment `NAME=value`
    /// @param user empty for root
    record Command(
            Root root,
            List<String> arguments,
            List<String> environment,
            String user,
            String workingDirectory,
            String network,
            String hostname,
            boolean privileged,
            List<Mount> mounts,
            BuildRequest.Surroundings surroundings) {
        public Command {
            arguments = List.copyOf(arguments);
            environment = List.copyOf(environment);
            mounts = List.copyOf(mounts);
        }
    }

    /// @param imageId that an image of these layers has
    /// @param layers the lowest first
    /// @param directories the same unpacked, the topmost first
    record Root(String imageId, List<StoredLayer> layers, List<Path> directories) {
        public Root {
            layers = List.copyOf(layers);
            directories = List.copyOf(directories);
        }
    }

    /// What is mounted for one command.
    sealed interface Mount {
        String target();

        /// @param source a path of this process
        record Bind(String source, String target, boolean writable) implements Mount {}

        /// @param size in bytes; 0 for the kernel's default
        record Memory(String target, long size) implements Mount {}
    }
}
