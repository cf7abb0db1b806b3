package dev.caisson.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// What docker-java's own project tries, in parts: an engine for each, and its containers removed
/// after each test.
@Tag("foreign")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
abstract class DockerJavaContract {
    static final String IMAGE = BusyboxImage.NAME;
    static final Duration PATIENCE = Duration.ofSeconds(90);

    TestedEngine engine;
    DockerClient docker;

    @BeforeAll
    void startEngine() {
        engine = TestedEngine.start();
        docker = JavaClient.of(engine);
        new EngineApi(new ApiClient(engine.socket())).load(BusyboxImage.archive(engine.files()));
    }

    @AfterAll
    void endEngine() throws IOException {
        if (docker != null) docker.close();
        if (engine != null) engine.close();
    }

    @AfterEach
    void removeContainers() {
        for (var container : docker.listContainersCmd().withShowAll(true).exec()) {
            docker.removeContainerCmd(container.getId())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        }
    }

    String create(UnaryOperator<CreateContainerCmd> asked) {
        var command = docker.createContainerCmd(IMAGE);
        command.withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"));
        return asked.apply(command).exec().getId();
    }

    String running(String... command) {
        var id = create(asked -> asked.withCmd(command));
        docker.startContainerCmd(id).exec();
        return id;
    }

    Frames logs(String id) throws InterruptedException {
        var frames = new Frames();
        docker.logContainerCmd(id).withStdOut(true).withStdErr(true).exec(frames);
        assertThat(frames.awaitCompletion(90, TimeUnit.SECONDS)).isTrue();
        return frames;
    }

    /// What arrives on a stream.
    static final class Frames extends ResultCallback.Adapter<Frame> {
        private final ConcurrentLinkedQueue<String> texts = new ConcurrentLinkedQueue<>();

        @Override
        public void onNext(Frame frame) {
            texts.add(new String(frame.getPayload(), UTF_8));
        }

        String text() {
            return String.join("", texts);
        }
    }
}
