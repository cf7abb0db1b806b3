package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.contract.FlagTable;
import dev.caisson.foreign.CommandFlagsContract;
import dev.caisson.system.DockerCli;
import dev.caisson.system.TestedEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every flag of our own command line's `container …` commands.
@Tag("kernel")
class CaissonFlagsIT extends CommandFlagsContract {
    @Override
    protected DockerCli client(TestedEngine engine) {
        return DockerCli.of(CommandLine.program(), engine);
    }

    @Override
    protected Set<String> beyond() {
        return Set.of(
                "clear",
                "depends-on",
                "dns-opt",
                "firewall-honest",
                "grep",
                "health-on-failure",
                "idle",
                "launch",
                "names",
                "net",
                "on-demand",
                "publish-add",
                "publish-group",
                "publish-rm",
                "publish-scope",
                "secret",
                "time");
    }

    @Test
    void every_flag_of_docker_is_one_of_ours() {
        var helps = new HashMap<String, String>();
        var missing = new ArrayList<String>();
        for (var line : FlagTable.flags()) {
            var command = line.substring(0, line.indexOf(' '));
            var help =
                    helps.computeIfAbsent(
                            command, it -> docker().run("container", it, "--help").out());
            var flag = line.substring(line.indexOf(' ') + 1);
            // docker shows flags of checkpoints with an experimental daemon only
            if (flag.startsWith("checkpoint")) continue;
            if (!help.contains("--" + flag)) missing.add(line);
        }

        assertThat(missing).isEmpty();
    }
}
