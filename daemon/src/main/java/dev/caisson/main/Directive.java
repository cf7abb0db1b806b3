package dev.caisson.main;

import java.util.Arrays;
import java.util.Optional;

/// One thing that can be configured: its flag, its key in the configuration file, what it takes.
///
/// The names are dockerd's. A key with several values is an array in the file and a repeated flag.
enum Directive {
    DATA_ROOT("data-root", "data-root", Takes.TEXT, "Root directory of persistent state"),
    EXEC_ROOT("exec-root", "exec-root", Takes.TEXT, "Root directory of run-time files"),
    HOST("host", "hosts", Takes.TEXTS, "Unix socket to listen on, unix:///path"),
    LOG_LEVEL("log-level", "log-level", Takes.TEXT, "debug, info, warn, error or fatal"),
    DEBUG("debug", "debug", Takes.FLAG, "Log level debug"),
    PID_FILE("pidfile", "pidfile", Takes.TEXT, "Path of the file with the daemon's pid"),
    GROUP("group", "group", Takes.TEXT, "Group of the socket"),
    INIT("init", "init", Takes.FLAG, "Run a reaping init in each container"),
    NO_NEW_PRIVILEGES(
            "no-new-privileges", "no-new-privileges", Takes.FLAG, "Default of containers"),
    ULIMIT("default-ulimit", "default-ulimits", Takes.ULIMITS, "Default ulimits of containers"),
    CGROUP_PARENT("cgroup-parent", "cgroup-parent", Takes.TEXT, "Parent cgroup of containers"),
    SHM_SIZE("default-shm-size", "default-shm-size", Takes.TEXT, "Default size of /dev/shm"),
    IPC_MODE("default-ipc-mode", "default-ipc-mode", Takes.TEXT, "private or shareable"),
    CGROUP_NAMESPACE(
            "default-cgroupns-mode",
            "default-cgroupns-mode",
            Takes.TEXT,
            "Default mode of containers' cgroup namespace: host or private"),
    CDI_DIRECTORIES(
            "cdi-spec-dir",
            "cdi-spec-dirs",
            Takes.TEXTS,
            "Directory of CDI specifications, shown by info"),
    FEATURES("feature", "features", Takes.SWITCHES, "Feature to turn on or off, cdi=false"),
    BRIDGE("bridge", "bridge", Takes.TEXT, "Device of the default network, or none"),
    BRIDGE_ADDRESS("bip", "bip", Takes.TEXT, "Address of that device, with its prefix"),
    FIXED_RANGE("fixed-cidr", "fixed-cidr", Takes.TEXT, "Range of addresses for containers on it"),
    MTU("mtu", "mtu", Takes.TEXT, "MTU of the default network"),
    BETWEEN_CONTAINERS("icc", "icc", Takes.FLAG, "Let containers on it reach each other"),
    BRIDGE_ADDRESS_SIX("bip6", "bip6", Takes.TEXT, "The same of IPv6"),
    FIXED_RANGE_SIX("fixed-cidr-v6", "fixed-cidr-v6", Takes.TEXT, "The same of IPv6"),
    DEFAULT_GATEWAY(
            "default-gateway", "default-gateway", Takes.TEXT, "Gateway of containers on it"),
    DEFAULT_GATEWAY_SIX("default-gateway-v6", "default-gateway-v6", Takes.TEXT, "The same of IPv6"),
    SIX("ipv6", "ipv6", Takes.FLAG, "IPv6 on the default network"),
    MASQUERADE("ip-masq", "ip-masq", Takes.FLAG, "Give what leaves it the address of the host"),
    BINDING("ip", "ip", Takes.TEXT, "Address of the host at which its ports are published"),
    FORWARDING("ip-forward", "ip-forward", Takes.FLAG, "Make the host a router where it is none"),
    FORWARD_NO_DROP(
            "ip-forward-no-drop",
            "ip-forward-no-drop",
            Takes.FLAG,
            "Let it forward for others too where the daemon made it a router"),
    RULES("iptables", "iptables", Takes.FLAG, "Make rules of IPv4 (of nftables), on by default"),
    RULES_SIX("ip6tables", "ip6tables", Takes.FLAG, "Make rules of IPv6, on by default"),
    DIRECT_ROUTING(
            "allow-direct-routing",
            "allow-direct-routing",
            Takes.FLAG,
            "Published ports are reached at addresses of containers too"),
    RELAY(
            "userland-proxy",
            "userland-proxy",
            Takes.FLAG,
            "Pass on what rules cannot lead, on by default"),
    RULES_LANGUAGE(
            "firewall-backend",
            "firewall-backend",
            Takes.TEXT,
            "nftables, or iptables, which is taken for the same"),
    HOST_GATEWAY(
            "host-gateway-ip",
            "host-gateway-ips",
            Takes.TEXTS,
            "What host-gateway stands for in --add-host"),
    NETWORK_OPTION(
            "default-network-opt",
            "default-network-opts",
            Takes.NESTED_PAIRS,
            "Default option of a driver's networks, bridge=name=value"),
    DNS("dns", "dns", Takes.TEXTS, "Whom containers ask for names"),
    DNS_OPTION("dns-opt", "dns-opts", Takes.TEXTS, "Options of their resolv.conf"),
    DNS_SEARCH("dns-search", "dns-search", Takes.TEXTS, "Their search domains"),
    PUBLISH_SCOPE(
            "publish-scope",
            "publish-scope",
            Takes.TEXT,
            "Who reaches published ports that name no address: loopback, lan or all"),
    FIREWALL_HONEST(
            "firewall-honest",
            "firewall-honest",
            Takes.FLAG,
            "Let the host's INPUT rules decide on published ports; containers see the host as"
                    + " the client"),
    ADDRESS_POOL(
            "default-address-pool",
            "default-address-pools",
            Takes.POOLS,
            "Where subnets come from, base=10.10.0.0/16,size=24"),
    INSECURE_REGISTRY(
            "insecure-registry",
            "insecure-registries",
            Takes.TEXTS,
            "Registry to ask without TLS or with any certificate: host[:port] or network"),
    REGISTRY_MIRROR(
            "registry-mirror",
            "registry-mirrors",
            Takes.TEXTS,
            "Mirror of docker.io, or REGISTRY=URL for any registry"),
    REGISTRY_CERTIFICATES(
            "registry-certs",
            "registry-certs",
            Takes.TEXTS,
            "Directory like /etc/docker/certs.d, besides /etc/caisson/certs.d and that one"),
    MAX_DOWNLOADS(
            "max-concurrent-downloads",
            "max-concurrent-downloads",
            Takes.TEXT,
            "Layers downloaded at once"),
    LOG_DRIVER("log-driver", "log-driver", Takes.TEXT, "Default log driver of containers"),
    LOG_OPTION("log-opt", "log-opts", Takes.PAIRS, "Default option of that driver, key=value"),
    METRICS(
            "metrics-addr",
            "metrics-addr",
            Takes.TEXT,
            "Address for Prometheus, such as 127.0.0.1:9323"),
    GARBAGE_HIGH(
            "gc-high-watermark",
            "gc-high-watermark",
            Takes.TEXT,
            "Remove unneeded image data when the disk is this full (90%) or layers take this much"
                    + " (50g); 0 for never"),
    GARBAGE_LOW(
            "gc-low-watermark",
            "gc-low-watermark",
            Takes.TEXT,
            "Stop there (80%), of the same sort"),
    BUILDER(
            "builder-gc",
            "builder",
            Takes.BUILDER,
            "Limit of the build cache: enabled, defaultKeepStorage, defaultReservedSpace,"
                    + " defaultMaxUsedSpace or keepDuration=value"),
    LABEL("label", "labels", Takes.TEXTS, "Label of the daemon, key=value"),
    LIVE_RESTORE(
            "live-restore", "live-restore", Takes.FLAG, "Always on: containers outlive the daemon"),
    STOP_CONTAINERS(
            "stop-containers", "stop-containers", Takes.FLAG, "Stop containers with the daemon");

    private final String flag;
    private final String key;
    private final Takes takes;
    private final String help;

    /// What a directive is given.
    enum Takes {
        FLAG,
        TEXT,
        TEXTS,
        POOLS,
        ULIMITS,
        /// An object of booleans in the file, name or name=true as a flag.
        SWITCHES,
        /// An object with `gc` in the file, key=value as a flag.
        BUILDER,
        /// An object of strings in the file, key=value as a flag.
        PAIRS,
        /// An object of such objects in the file, name=key=value as a flag.
        NESTED_PAIRS
    }

    Directive(String flag, String key, Takes takes, String help) {
        this.flag = flag;
        this.key = key;
        this.takes = takes;
        this.help = help;
    }

    String flag() {
        return flag;
    }

    String key() {
        return key;
    }

    Takes takes() {
        return takes;
    }

    String help() {
        return help;
    }

    static Optional<Directive> byFlag(String name) {
        return Arrays.stream(values()).filter(each -> each.flag.equals(name)).findFirst();
    }

    static Optional<Directive> byKey(String name) {
        return Arrays.stream(values()).filter(each -> each.key.equals(name)).findFirst();
    }
}
