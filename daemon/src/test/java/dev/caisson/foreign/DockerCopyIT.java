package dev.caisson.foreign;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// The real docker command line copies.
@Tag("foreign")
class DockerCopyIT extends CopyContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.docker(engine);
    }
}
