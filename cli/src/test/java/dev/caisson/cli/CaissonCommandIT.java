package dev.caisson.cli;

import dev.caisson.foreign.CommandLineContract;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// Our own command line, held to what the real docker does.
@Tag("kernel")
class CaissonCommandIT extends CommandLineContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }
}
