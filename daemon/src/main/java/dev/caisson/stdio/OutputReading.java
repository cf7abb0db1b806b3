package dev.caisson.stdio;

/// Output that can be read once: of a container's log or of an exec session's pipes.
///
/// Made ready (its place, its locks) when it is returned; [#pump] then delivers on the caller's
/// virtual thread. Whoever got one closes it.
public interface OutputReading extends AutoCloseable {
    /// Why a reading ended.
    enum End {
        /// Everything asked for was delivered.
        COMPLETE,
        /// [OutputReading#close] was called while it was at work.
        CLOSED,
        /// The sink's receiver is gone.
        RECEIVER_GONE
    }

    /// Delivers to `sink` and returns when there is nothing more to come. To be called once.
    ///
    /// @throws dev.caisson.fault.Fault `LOG_UNREADABLE`, `LOG_DAMAGED`
    End pump(OutputSink sink) throws InterruptedException;

    /// Gives up everything it holds; a [#pump] in another thread ends soon, though not while its
    /// sink blocks. Idempotent.
    @Override
    void close();
}
