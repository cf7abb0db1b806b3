package dev.caisson.cli;

import dev.caisson.foreign.CopyContract;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// Our own command line copies as docker's does.
@Tag("kernel")
class CaissonCopyIT extends CopyContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }
}
