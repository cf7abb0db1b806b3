package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DockerCli;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// A client with docker's words, and an engine of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
public abstract class ClientContract {
    static final String IMAGE = BusyboxImage.NAME;

    TestedEngine engine;
    EngineApi api;
    DockerCli docker;

    /// The client under test.
    protected abstract DockerCli client(TestedEngine engine);

    /// The client, once the engine runs.
    protected final DockerCli docker() {
        return docker;
    }

    @BeforeAll
    void startEngine() {
        engine = TestedEngine.start();
        api = new EngineApi(new ApiClient(engine.socket()));
        docker = client(engine);
        var archive = BusyboxImage.archive(engine.files());
        assertThat(docker.ok("load", "-i", archive.toString())).isEqualTo("Loaded image: " + IMAGE);
    }

    @AfterAll
    void endEngine() {
        if (engine != null) engine.close();
    }

    @AfterEach
    void removeContainers() {
        api.containers().forEach(api::remove);
    }
}
