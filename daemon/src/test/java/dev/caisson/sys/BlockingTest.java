package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BlockingTest {
    @Test
    void a_virtual_thread_hands_over_to_a_named_platform_thread() throws Exception {
        var seen = new CompletableFuture<Thread>();
        Thread.ofVirtual().start(() -> seen.complete(Blocking.call(Thread::currentThread))).join();

        assertThat(seen.join().isVirtual()).isFalse();
        assertThat(seen.join().getName()).startsWith("blocking-");
    }

    @Test
    void a_platform_thread_runs_the_task_itself() {
        assertThat(Blocking.<Thread, RuntimeException>call(Thread::currentThread))
                .isSameAs(Thread.currentThread());
    }

    @Test
    void a_checked_exception_reaches_the_caller() {
        assertThatThrownBy(
                        () ->
                                Blocking.run(
                                        () -> {
                                            throw new IOException("no");
                                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("no");
    }

    @Test
    void more_tasks_block_at_once_than_there_are_carriers() throws Exception {
        var all = new CountDownLatch(Blocking.SIZE);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Blocking.SIZE; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            NsThreadTest.uninterrupted(
                                                    () ->
                                                            Blocking.run(
                                                                    () -> {
                                                                        all.countDown();
                                                                        all.await();
                                                                    }))));
        }
        for (var thread : threads) thread.join();

        assertThat(all.getCount()).isZero();
    }

    @Test
    void an_interrupt_is_kept_until_the_task_is_done() throws Exception {
        var started = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var result = new CompletableFuture<List<Object>>();
        var waiting =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    var value =
                                            NsThreadTest.uninterrupted(
                                                    () ->
                                                            Blocking.call(
                                                                    () -> {
                                                                        started.countDown();
                                                                        finish.await();
                                                                        return "kept";
                                                                    }));
                                    result.complete(
                                            List.of(value, Thread.currentThread().isInterrupted()));
                                });
        started.await();
        waiting.interrupt();
        finish.countDown();

        assertThat(result.join()).containsExactly("kept", true);
    }
}
