package dev.caisson.cli;

import dev.caisson.foreign.ImageCommandContract;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// Our own command line at work on images, held to what the real docker does.
@Tag("kernel")
class CaissonImageCommandIT extends ImageCommandContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }
}
