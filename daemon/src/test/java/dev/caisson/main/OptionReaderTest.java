package dev.caisson.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.build.cache.CacheLimits;
import dev.caisson.container.plan.NetworkDefaults;
import dev.caisson.container.request.Limits.Ulimit;
import dev.caisson.main.DaemonOptions.Cdi;
import dev.caisson.net.NetworkSettings.Doing;
import dev.caisson.net.NetworkSettings.Family;
import dev.caisson.net.NetworkSettings.Host;
import dev.caisson.net.NetworkSettings.Rules;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.StringNode;

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
    void the_build_cache_is_limited_with_dockerds_words() {
        var text =
                """
                {"builder": {"gc": {"enabled": true, "defaultReservedSpace": "1GB",
                 "defaultMaxUsedSpace": "2GB", "keepDuration": "50h"}}}
                """;

        var limits = OptionReader.join(Map.of(), ConfigFile.parse(FILE, text)).buildCache();

        assertThat(limits)
                .isEqualTo(new CacheLimits(true, 1L << 30, 2L << 30, Duration.ofHours(50)));
        assertThat(options().buildCache()).isEqualTo(CacheLimits.defaults());
        assertThat(options("--builder-gc", "enabled=false").buildCache().enabled()).isFalse();
        assertThat(options("--builder-gc=defaultKeepStorage=5GB").buildCache().most())
                .isEqualTo(5L << 30);
        for (var wrong : List.of("policy=x", "enabled=perhaps", "keepDuration=2w")) {
            assertThatThrownBy(() -> options("--builder-gc", wrong))
                    .isInstanceOf(OptionError.class)
                    .hasMessageContaining(wrong);
        }
        for (var wrong : List.of("{\"gc\": true}", "{\"entitlements\": {}}", "[]")) {
            var file = "{\"builder\": " + wrong + "}";
            assertThatThrownBy(() -> ConfigFile.parse(FILE, file))
                    .isInstanceOf(OptionError.class)
                    .hasMessageContaining("builder");
        }
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

    @Test
    void words_about_networks_are_dockerds() {
        var file =
                ConfigFile.parse(
                        FILE,
                        """
                        {"bip": "10.1.0.1/16", "fixed-cidr": "10.1.2.0/24", "ipv6": true,
                         "default-gateway": "10.1.0.9", "fixed-cidr-v6": "fd00::/64", "icc": false,
                         "ip-masq": false, "ip-forward": false, "ip": "127.0.0.1", "mtu": 1400,
                         "dns": ["10.1.1.1"], "dns-opts": ["a:1"], "dns-search": ["b.c"],
                         "host-gateway-ips": ["10.1.1.2", "fd00::2"],
                         "default-network-opts": {"bridge": {"x": "y=z"}}}
                        """);
        var networks = OptionReader.join(Map.of(), file).networks();
        var bridge = networks.bridge();

        assertThat(bridge.four())
                .isEqualTo(new Family("10.1.0.1/16", Subnet.parse("10.1.2.0/24"), ip("10.1.0.9")));
        assertThat(bridge.six()).isEqualTo(new Family("", Subnet.parse("fd00::/64"), null));
        assertThat(bridge.mtu()).isEqualTo(1400);
        assertThat(bridge.rules()).isEqualTo(new Rules(false, false, ip("127.0.0.1")));
        assertThat(networks.host())
                .isEqualTo(new Host(false, List.of(ip("10.1.1.2"), ip("fd00::2"))));
        assertThat(networks.options()).isEqualTo(Map.of("bridge", Map.of("x", "y=z")));
        assertThat(networks.containers())
                .isEqualTo(
                        new NetworkDefaults(
                                Publication.PLAIN,
                                List.of("10.1.1.1"),
                                List.of("a:1"),
                                List.of("b.c")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    --mtu=-1 | invalid default MTU: -1
                    --mtu=x | invalid argument "x" for "--mtu" flag: strconv.ParseInt: parsing "x": invalid syntax
                    --dns=bad | invalid argument "bad" for "--dns" flag: invalid string being converted to IP address: bad
                    --dns-search=a b | invalid argument "a b" for "--dns-search" flag: a b is not a valid domain
                    --default-gateway=bad | invalid argument "bad" for "--default-gateway" flag: failed to parse IP: "bad"
                    --ip=bad | invalid argument "bad" for "--ip" flag: failed to parse IP: "bad"
                    --host-gateway-ip=bad | invalid argument "bad" for "--host-gateway-ip" flag: ParseAddr("bad"): unable to parse IP
                    --default-network-opt=bad | invalid argument "bad" for "--default-network-opt" flag: invalid value "bad" for map option, should be root-key=key=value
                    --default-address-pool=base=10.1.0.0/16,size=24,x=1 | invalid argument "base=10.1.0.0/16,size=24,x=1" for "--default-address-pool" flag: unexpected key 'x' in 'x=1'
                    """)
    void what_is_wrong_about_networks_is_told_in_dockerds_words(String flag, String said) {
        assertThatThrownBy(() -> options(flag)).hasMessage(said);
    }

    @Test
    void a_fixed_range_of_six_has_to_be_one() {
        assertThatThrownBy(() -> options("--ipv6", "--fixed-cidr-v6=x"))
                .hasMessage("invalid fixed-cidr-v6: netip.ParsePrefix(\"x\"): no '/'");
        assertThatThrownBy(() -> options("--ipv6", "--fixed-cidr-v6=10.0.0.0/24"))
                .hasMessage("invalid fixed-cidr-v6: '10.0.0.0/24' is not a valid IPv6 subnet");
        assertThatThrownBy(
                        () -> options("--host-gateway-ip=10.1.1.1", "--host-gateway-ip=10.1.1.2"))
                .hasMessage("only one IPv4 host gateway IP address can be specified");
    }

    private static InetAddress ip(String text) {
        return Addresses.parse(text).orElseThrow();
    }

    private static DaemonOptions options(String... flags) {
        return OptionReader.join(CommandLineArguments.parse(flags).values(), Map.of());
    }

    @Test
    void what_dockerd_can_say_of_rules_and_relays_is_understood() {
        var file =
                ConfigFile.parse(
                        FILE,
                        """
                        {"iptables": false, "ip6tables": false, "userland-proxy": false,
                         "allow-direct-routing": true, "ip-forward-no-drop": true,
                         "firewall-backend": "iptables"}
                        """);

        assertThat(OptionReader.join(Map.of(), file).networks().host().doing())
                .isEqualTo(new Doing(false, false, false, true, true));
        assertThat(options().networks().host().doing()).isEqualTo(Doing.STANDARD);
        assertThatThrownBy(() -> options("--firewall-backend=ebpf"))
                .isInstanceOf(OptionError.class)
                .hasMessageContaining("invalid firewall-backend: ebpf");
    }

    @ParameterizedTest
    @EnumSource
    void a_key_of_dockerd_for_what_is_not_here_is_passed_over_or_refused_with_the_reason(
            ForeignKey key) {
        var value = key == ForeignKey.AUTHORIZATION ? "[\"someone\"]" : "\"wanted\"";
        var text = "{\"" + key.key() + "\": " + value + "}";

        if (key.isHarmless(StringNode.valueOf("wanted"))) {
            assertThat(ConfigFile.parse(FILE, text)).isEmpty();
        } else {
            assertThatThrownBy(() -> ConfigFile.parse(FILE, text))
                    .isInstanceOf(OptionError.class)
                    .hasMessageContaining(key.key())
                    .hasMessageContaining(key.why());
        }
    }

    @Test
    void a_file_that_asks_for_what_there_is_starts() {
        assertThat(
                        ConfigFile.parse(
                                FILE,
                                """
                                {"storage-driver": "overlay2", "default-runtime": "runc",
                                 "userns-remap": "", "selinux-enabled": false, "tls": false,
                                 "authorization-plugins": [], "experimental": true,
                                 "exec-opts": ["native.cgroupdriver=systemd"],
                                 "runtimes": {"nvidia": {"path": "nvidia-container-runtime"}}}
                                """))
                .isEmpty();
    }

    @Test
    void flags_of_dockerd_for_what_is_not_here_are_passed_over_with_their_values() {
        var arguments =
                CommandLineArguments.parse(
                        "--containerd=/run/containerd/containerd.sock",
                        "--containerd-namespace",
                        "moby",
                        "--containerd-plugins-namespace",
                        "plugins.moby",
                        "--exec-opt",
                        "native.cgroupdriver=systemd",
                        "-s",
                        "overlay2",
                        "--experimental",
                        "--selinux-enabled=false",
                        "-b",
                        "own0",
                        "--http-proxy=http://proxy:3128");

        assertThat(arguments.foreign())
                .containsOnlyKeys(
                        "containerd",
                        "containerd-namespace",
                        "containerd-plugins-namespace",
                        "exec-opt",
                        "storage-driver",
                        "experimental",
                        "selinux-enabled",
                        "http-proxy");
        assertThat(arguments.values()).isEqualTo(Map.of(Directive.BRIDGE, List.of("own0")));
    }

    @ParameterizedTest
    @CsvSource({
        "--storage-driver=btrfs, '--storage-driver=btrfs is not possible here: layers'",
        "--tls, '--tls=true is not possible here: the socket'",
        "--authorization-plugin=x, '--authorization-plugin=x is not possible here: nobody'",
        "--exec-opts=x, unknown flag: --exec-opts",
        "--containerd, flag needs an argument: --containerd",
    })
    void a_flag_of_dockerd_that_asks_for_more_than_there_is_is_refused(String flag, String why) {
        assertThatThrownBy(() -> CommandLineArguments.parse(flag))
                .isInstanceOf(OptionError.class)
                .hasMessageStartingWith(why);
    }
}
