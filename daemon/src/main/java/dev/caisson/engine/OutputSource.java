package dev.caisson.engine;

/// Output that can be read once, by one thread. Closing it from another thread ends the reading.
public interface OutputSource extends AutoCloseable {
    /// Whether a terminal wrote it: then there is one stream and no framing.
    boolean tty();

    /// Hands every piece of output to `sink` and returns at the end of it; blocks. What the sink
    /// throws ends it and is thrown here.
    void pump(Sink sink);

    @Override
    void close();

    /// Takes output; may block, which is the back-pressure of a foreground client.
    @FunctionalInterface
    interface Sink {
        /// @param stream 1 standard output, 2 standard error; 0 for a notice of the engine
        /// @param bytes only valid during the call
        void accept(int stream, byte[] bytes, int offset, int length);
    }
}
