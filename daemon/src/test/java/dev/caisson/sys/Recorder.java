package dev.caisson.sys;

/// Where the recorded families write to: [RecordingSyscalls].
interface Recorder {
    /// Records a call without a result.
    void done(String name, Object... arguments);

    /// Records a call that makes a descriptor.
    int newFd(String name, Object... arguments);

    /// Records a call with a result: the test's, or this.
    <T> T answer(T otherwise, String name, Object... arguments);

    /// A descriptor was closed.
    void forget(int fd);
}
