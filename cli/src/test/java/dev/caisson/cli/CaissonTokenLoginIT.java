package dev.caisson.cli;

import dev.caisson.foreign.TokenLoginContract;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// Our own command line at a registry that wants tokens, held to what the real docker does.
@Tag("kernel")
class CaissonTokenLoginIT extends TokenLoginContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }
}
