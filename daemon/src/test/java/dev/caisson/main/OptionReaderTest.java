package dev.caisson.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.request.Limits.Ulimit;
import dev.caisson.main.DaemonOptions.Cdi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionReaderTest {
    private static final Path FILE = Path.of("/etc/caisson/daemon.json");

    @Test
    void nothing_said_is_the_standard() {
        var options = options();

        assertThat(options.dataRoot()).isEqualTo(Path.of("/var/lib/caisson"));
        assertThat(options.sockets()).containsExactly(Path.of("/run/caisson/caisson.sock"));
        assertThat(options.stopContainers()).isFalse();
    }

    @Test
    void flags_are_dockerds() {
        var options =
                options(
                        "--data-root=/d",
                        "--exec-root",
                        "/e",
                        "-H",
                        "unix:///s",
                        "-D",
                        "-Gdocker",
                        "--default-ulimit",
                        "nofile=1:2",
                        "--default-shm-size",
                        "1m");

        assertThat(options.dataRoot()).isEqualTo(Path.of("/d"));
        assertThat(options.sockets()).containsExactly(Path.of("/s"));
        assertThat(options.logLevel()).isEqualTo(DaemonOptions.LogLevel.DEBUG);
        assertThat(options.group()).isEqualTo("docker");
        assertThat(options.containers().ulimits()).containsExactly(new Ulimit("nofile", 1, 2));
        assertThat(options.containers().shmBytes()).isEqualTo(1 << 20);
    }

    @Test
    void the_file_has_the_same_directives() {
        var file =
                ConfigFile.parse(
                        FILE,
                        """
                        {"data-root": "/d", "hosts": ["unix:///a", "unix:///b"], "init": true,
                         "default-ulimits": {"nofile": {"Name": "nofile", "Hard": 4, "Soft": 3}}}
                        """);
        var options = OptionReader.join(Map.of(), file);

        assertThat(options.dataRoot()).isEqualTo(Path.of("/d"));
        assertThat(options.sockets()).hasSize(2);
        assertThat(options.containers().init()).isTrue();
        assertThat(options.containers().ulimits()).containsExactly(new Ulimit("nofile", 3, 4));
    }

    @Test
    void an_unknown_key_is_refused_as_dockerd_does() {
        assertThatThrownBy(() -> ConfigFile.parse(FILE, "{\"colour\": 1, \"data-root\": \"/d\"}"))
                .hasMessageEndingWith(
                        "the following directives don't match any configuration option: colour");
        assertThatThrownBy(() -> ConfigFile.parse(FILE, "{")).hasMessageContaining("invalid JSON");
        assertThatThrownBy(() -> ConfigFile.parse(FILE, "{\"debug\": \"yes\"}"))
                .isInstanceOf(OptionError.class);
    }

    @Test
    void a_directive_in_both_places_is_refused() {
        var flags = CommandLineArguments.parse("--data-root", "/a").values();
        var file = ConfigFile.parse(FILE, "{\"data-root\": \"/b\"}");

        assertThatThrownBy(() -> OptionReader.join(flags, file))
                .hasMessageContaining("specified both as a flag and in the configuration file")
                .hasMessageContaining("data-root: (from flag: /a, from file: /b)");
    }

    @Test
    void a_default_cgroup_namespace_is_private_or_the_hosts() {
        assertThat(options().containers().cgroupMode()).isEqualTo("private");
        assertThat(options("--default-cgroupns-mode=host").containers().cgroupMode())
                .isEqualTo("host");
        assertThatThrownBy(() -> options("--default-cgroupns-mode", "invalid"))
                .hasMessage(
                        "invalid default cgroup namespace (invalid): use \"host\" or \"private\"");
    }

    @Test
    void device_specifications_are_looked_for_where_told_unless_that_is_turned_off() {
        assertThat(options().containers().cdi())
                .isEqualTo(new Cdi(true, List.of("/etc/cdi", "/var/run/cdi")));
        assertThat(options("--cdi-spec-dir=/a", "--cdi-spec-dir=/b").containers().cdi())
                .isEqualTo(new Cdi(true, List.of("/a", "/b")));
        assertThat(options("--cdi-spec-dir=").containers().cdi())
                .isEqualTo(new Cdi(true, List.of()));
        var file =
                ConfigFile.parse(
                        FILE,
                        "{\"features\": {\"cdi\": false, \"buildkit\": true},"
                                + " \"cdi-spec-dirs\": [\"/a\"]}");
        assertThat(OptionReader.join(Map.of(), file).containers().cdi())
                .isEqualTo(new Cdi(false, List.of()));
        assertThatThrownBy(() -> options("--feature", "colours"))
                .hasMessageStartingWith("invalid feature: colours");
        assertThatThrownBy(() -> ConfigFile.parse(FILE, "{\"features\": {\"cdi\": \"no\"}}"))
                .isInstanceOf(OptionError.class);
    }

    @Test
    void what_is_not_understood_is_told() {
        assertThatThrownBy(() -> options("--colour")).hasMessage("unknown flag: --colour");
        assertThatThrownBy(() -> options("-x")).hasMessage("unknown shorthand flag: 'x' in -x");
        assertThatThrownBy(() -> options("--data-root"))
                .hasMessage("flag needs an argument: --data-root");
        assertThatThrownBy(() -> options("run")).hasMessageContaining("accepts no arguments");
        assertThatThrownBy(() -> options("-H", "tcp://0.0.0.0:2375"))
                .hasMessageContaining("only unix sockets");
        assertThatThrownBy(() -> options("--log-level", "loud"))
                .hasMessage("invalid logging level: loud");
    }

    private static DaemonOptions options(String... flags) {
        return OptionReader.join(CommandLineArguments.parse(flags).values(), Map.of());
    }
}
