package dev.caisson.image.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.image.ImageFilters;
import dev.caisson.image.registry.Credentials;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// Pulls beside each other, and pulls that are given up.
class SharedPullTest extends PullFixture {
    @Test
    void two_pulls_of_the_same_image_download_it_once() throws Exception {
        var served = registry.image("shared", "1", lower);
        var go = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        registry.behave(
                served.blobs().getFirst(),
                (_, _) -> {
                    asked.countDown();
                    await(go);
                    return false;
                });
        var first = new FutureTask<>(() -> pull("shared:1"));
        var second = new FutureTask<>(() -> pull("shared:1"));

        Thread.startVirtualThread(first);
        asked.await();
        Thread.startVirtualThread(second);
        while (registry.seen("/v2/shared/manifests/1").size() < 2) Thread.onSpinWait();
        go.countDown();

        assertThat(first.get().image().id()).isEqualTo(second.get().image().id());
        assertThat(registry.seen(served.blobs().getFirst())).hasSize(1);
    }

    @Test
    void a_pull_that_is_given_up_leaves_no_image_and_ends_its_download() throws Exception {
        var served = registry.image("left", "1", lower, upper);
        var asked = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        registry.behave(
                served.blobs().getFirst(),
                (_, _) -> {
                    asked.countDown();
                    await(go);
                    return false;
                });
        var ended = new CountDownLatch(1);
        var thread =
                Thread.startVirtualThread(
                        () -> {
                            try {
                                new Puller(registries, store, NOBODY)
                                        .pull(
                                                reference("left:1"),
                                                null,
                                                Credentials.NONE,
                                                PullProgress.none());
                            } catch (InterruptedException expected) {
                                ended.countDown();
                            }
                        });

        asked.await();
        thread.interrupt();

        ended.await();
        thread.join();
        go.countDown();
        assertThat(store.list(ImageFilters.all())).isEmpty();
        registry.behave(served.blobs().getFirst(), (_, _) -> false);
        assertThat(pull("left:1").isNew()).isTrue();
    }
}
