package dev.caisson.foreign;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// The builder in the docker command line itself, which talks to `POST /build`.
@Tag("foreign")
class DockerBuildCommandIT extends BuildCommandContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.docker(engine).with("DOCKER_BUILDKIT", "0");
    }
}
