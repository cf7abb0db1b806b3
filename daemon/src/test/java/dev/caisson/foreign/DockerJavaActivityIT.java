package dev.caisson.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ChangeLog;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Statistics;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Stats, events, files and commits with docker-java.
class DockerJavaActivityIT extends DockerJavaContract {
    @Test
    void statistics_are_told_once_or_as_a_stream() throws Exception {
        var id = running("sh", "-c", "while :; do :; done");

        var once = new Readings(1);
        docker.statsCmd(id).withNoStream(true).exec(once);
        assertThat(once.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
        assertThat(once.seen).hasSize(1);
        var processor = Objects.requireNonNull(once.seen.element().getCpuStats().getCpuUsage());
        assertThat(processor.getTotalUsage()).isPositive();
        assertThat(once.seen.element().getMemoryStats().getUsage()).isPositive();

        var stream = new Readings(2);
        docker.statsCmd(id).exec(stream);
        assertThat(stream.enough.await(90, TimeUnit.SECONDS)).isTrue();
        stream.close();
    }

    @Test
    void events_of_a_span_of_time_are_told_and_filtered() throws Exception {
        long begin = Instant.now().minusSeconds(1).getEpochSecond();
        var id = running("true");
        docker.waitContainerCmd(id).start().awaitStatusCode();
        var seen = new ConcurrentLinkedQueue<String>();
        var told =
                new ResultCallback.Adapter<Event>() {
                    @Override
                    public void onNext(Event event) {
                        seen.add(String.valueOf(event.getAction()));
                    }
                };

        docker.eventsCmd()
                .withSince(Long.toString(begin))
                .withUntil(Long.toString(Instant.now().getEpochSecond() + 1))
                .withContainerFilter(id)
                .withEventFilter("start", "die")
                .exec(told)
                .awaitCompletion(90, TimeUnit.SECONDS);

        assertThat(seen).containsExactly("start", "die");
    }

    @Test
    void files_go_in_and_out_and_what_changed_is_told() throws Exception {
        var id = create(asked -> asked.withCmd("sh", "-c", "cat /in/f; touch /new"));
        var directory = Files.createDirectory(engine.files().resolve("in"));
        Files.writeString(directory.resolve("f"), "content");
        docker.copyArchiveToContainerCmd(id)
                .withHostResource(directory.toString())
                .withRemotePath("/")
                .exec();
        docker.startContainerCmd(id).exec();
        docker.waitContainerCmd(id).start().awaitStatusCode();

        assertThat(logs(id).text()).isEqualTo("content");
        assertThat(docker.containerDiffCmd(id).exec())
                .extracting(ChangeLog::getPath)
                .contains("/new", "/in", "/in/f");
        try (var archive = docker.copyArchiveFromContainerCmd(id, "/in/f").exec()) {
            assertThat(new String(archive.readAllBytes(), UTF_8)).contains("content");
        }
        assertThatThrownBy(
                        () ->
                                docker.copyArchiveToContainerCmd("missing")
                                        .withTarInputStream(
                                                new ByteArrayInputStream(new byte[1024]))
                                        .withRemotePath("/")
                                        .exec())
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void an_image_made_of_a_container_has_what_was_asked_for_it_besides() {
        var id =
                create(
                        asked ->
                                asked.withCmd("true")
                                        .withEnv("OWN=1")
                                        .withLabels(Map.of("own", "1")));

        var image =
                docker.commitCmd(id)
                        .withLabels(Map.of("label", "second"))
                        .withCmd("echo", "other")
                        .withEnv("MORE=2")
                        .exec();

        var shown = docker.inspectImageCmd(image).exec();
        assertThat(shown.getParent()).isEqualTo(docker.inspectContainerCmd(id).exec().getImageId());
        var config = Objects.requireNonNull(shown.getConfig());
        assertThat(config.getLabels()).containsEntry("label", "second").containsEntry("own", "1");
        assertThat(config.getCmd()).containsExactly("echo", "other");
        assertThat(config.getEnv()).contains("OWN=1", "MORE=2");
        docker.removeImageCmd(image).withForce(true).exec();
    }

    private static final class Readings extends ResultCallback.Adapter<Statistics> {
        private final ConcurrentLinkedQueue<Statistics> seen = new ConcurrentLinkedQueue<>();
        private final CountDownLatch enough;

        Readings(int wanted) {
            enough = new CountDownLatch(wanted);
        }

        @Override
        public void onNext(Statistics reading) {
            seen.add(reading);
            enough.countDown();
        }
    }
}
