package dev.caisson.foreign;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// The real docker command line's networks.
@Tag("foreign")
class DockerNetworkCommandIT extends NetworkCommandContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.docker(engine);
    }
}
