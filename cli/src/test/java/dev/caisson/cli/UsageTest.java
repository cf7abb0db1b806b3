package dev.caisson.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        try (var written = new PrintStream(out, false, StandardCharsets.UTF_8);
                var wrong = new PrintStream(err, false, StandardCharsets.UTF_8)) {
            return Main.run(Arrays.asList(arguments), Map.of(), written, wrong);
        }
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void help_names_the_groups_the_commands_and_the_options(String asked) {
        assertThat(run(asked)).isZero();

        assertThat(out())
                .contains("Management Commands:", "  volume       Manage volumes\n")
                .contains("\nCommands:", "  run          Create and run", "  daemon ")
                .contains("-H, --host string");
    }

    /// So that no group is forgotten in the help of all.
    @Test
    void every_group_of_commands_is_named() {
        run("--help");

        var groups =
                new CommandTable()
                        .names().stream()
                                .filter(name -> name.contains(" "))
                                .map(name -> name.substring(0, name.indexOf(' ')))
                                .distinct()
                                .toList();
        assertThat(groups)
                .isNotEmpty()
                .allSatisfy(group -> assertThat(out()).contains("\n  " + group + " "));
    }

    @Test
    void a_group_alone_tells_its_commands() {
        assertThat(run("system")).isZero();

        assertThat(out())
                .startsWith("Usage:  caisson system COMMAND\n\nManage the engine\n")
                .contains("  prune        Remove unused data\n");
    }

    @Test
    void an_unknown_command_is_told() {
        assertThat(run("nonsense", "x")).isEqualTo(1);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("caisson: 'nonsense' is not a caisson command.\nSee 'caisson --help'\n");
        assertThat(List.of(out())).containsExactly("");
    }
}
