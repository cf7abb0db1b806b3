package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NsThreadTest {
    /// For tasks that wait on a latch and are not interrupted.
    static <T> T uninterrupted(Blocking.Task<T, InterruptedException> task) {
        try {
            return task.run();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    static void uninterrupted(Blocking.Action<InterruptedException> action) {
        try {
            action.run();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    @Test
    void each_task_has_a_thread_of_its_own() {
        Thread first = NsThread.<Thread, RuntimeException>call("one", Thread::currentThread);
        Thread second = NsThread.<Thread, RuntimeException>call("two", Thread::currentThread);

        assertThat(first).isNotSameAs(second).isNotSameAs(Thread.currentThread());
        assertThat(first.isVirtual()).isFalse();
        assertThat(second.getName()).isEqualTo("two");
    }

    @Test
    void a_failure_reaches_the_caller() {
        assertThatThrownBy(
                        () ->
                                NsThread.run(
                                        "failing",
                                        () -> {
                                            throw new SyscallException(Errno.EPERM, "setns");
                                        }))
                .isInstanceOf(SyscallException.class)
                .hasMessage("setns: EPERM (Operation not permitted)");
    }
}
