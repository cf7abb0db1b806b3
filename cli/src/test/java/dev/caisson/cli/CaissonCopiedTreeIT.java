package dev.caisson.cli;

import dev.caisson.foreign.CopiedTreeContract;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import org.junit.jupiter.api.Tag;

/// Our own command line copies a tree with all it has.
@Tag("kernel")
class CaissonCopiedTreeIT extends CopiedTreeContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }

    @Override
    protected String carried(String listing) {
        return listing;
    }
}
