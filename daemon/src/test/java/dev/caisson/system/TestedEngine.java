package dev.caisson.system;

import java.nio.file.Path;

/// The engine that a test of foreign clients speaks to.
///
/// With `-Dcaisson.oracle=SOCKET` it is another one that already runs, a dockerd: so a test is
/// shown to be right before it judges this engine.
public interface TestedEngine extends AutoCloseable {
    /// Socket of the daemon.
    Path socket();

    /// A directory for the files of the test, removed at the end.
    Path files();

    @Override
    void close();

    /// A daemon of this engine, or the oracle.
    static TestedEngine start() {
        var oracle = System.getProperty("caisson.oracle", "");
        return oracle.isEmpty() ? DaemonProcess.start() : at(Path.of(oracle));
    }

    /// Another engine that runs already.
    static TestedEngine at(Path socket) {
        return new Oracle(socket);
    }

    /// Another engine, which is not ours to start or end; containers and images of tests are
    /// removed from it.
    final class Oracle implements TestedEngine {
        private final Path socket;
        private final Path files = Directories.temporary();

        Oracle(Path socket) {
            this.socket = socket;
        }

        @Override
        public Path socket() {
            return socket;
        }

        @Override
        public Path files() {
            return files;
        }

        @Override
        public void close() {
            var api = new EngineApi(new ApiClient(socket));
            api.containers().forEach(api::remove);
            Directories.remove(files);
        }
    }
}
