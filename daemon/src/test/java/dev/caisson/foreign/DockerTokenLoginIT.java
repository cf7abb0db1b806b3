package dev.caisson.foreign;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// The real docker command line at a registry that wants tokens.
@Tag("foreign")
class DockerTokenLoginIT extends TokenLoginContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.docker(engine);
    }
}
