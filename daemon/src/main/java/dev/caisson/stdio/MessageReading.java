package dev.caisson.stdio;

/// The messages of a log from one place on. The rules of [OutputReading].
public interface MessageReading extends AutoCloseable {
    /// Delivers until the run has ended and all is read, or the sink fails.
    OutputReading.End pump(MessageSink sink) throws InterruptedException;

    /// Where to go on: nothing before it is missing at the sink, nothing behind it was delivered.
    /// For the sink's thread, between two messages or after [#pump].
    LogStart place();

    @Override
    void close();
}
