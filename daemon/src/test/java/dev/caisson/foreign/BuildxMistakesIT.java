package dev.caisson.foreign;

import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// What `docker build` with buildx shows of mistakes.
@Tag("foreign")
class BuildxMistakesIT extends BuildMistakesContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.docker(engine).with("BUILDX_NO_DEFAULT_ATTESTATIONS", "1");
    }
}
