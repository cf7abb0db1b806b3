package dev.caisson.cli;

import dev.caisson.foreign.NetworkCommandContract;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// Our own command line's networks, held to what the real docker does.
@Tag("kernel")
class CaissonNetworkCommandIT extends NetworkCommandContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }
}
