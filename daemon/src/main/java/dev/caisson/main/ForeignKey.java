package dev.caisson.main;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A key of dockerd's configuration file, or its flag, for something that is not here. One that
/// changes nothing for containers is passed over, and said; one that asks for more than there is
/// stops the start, unless its value says that nothing is wanted.
enum ForeignKey {
    EXPERIMENTAL("experimental", "nothing here is behind a switch"),
    RELAY_PATH("userland-proxy-path", "the daemon passes on by itself"),
    UPLOADS("max-concurrent-uploads", "all layers are pushed at once"),
    ATTEMPTS("max-download-attempts", "a pull goes on where it was broken off"),
    MEMORY_KILLS("oom-score-adjust", "the daemon is killed like any other process"),
    INIT_PATH("init-path", "the init of containers is the engine's own"),
    SHUTDOWN("shutdown-timeout", "containers outlive the daemon"),
    LOG_FORMAT("log-format", "the daemon's log is text"),
    RAW_LOGS("raw-logs", "the daemon's log has no colours"),
    EXEC_OPTIONS("exec-opts", "cgroups are made by the daemon itself"),
    RUNTIMES("runtimes", "containers are started without a runtime program"),
    CONTAINERD("containerd", "there is none"),
    CONTAINERD_NAMESPACE("containerd-namespace", "there is none"),
    CONTAINERD_PLUGINS("containerd-plugin-namespace", "there is none"),
    CONTROL_MTU("network-control-plane-mtu", "there are no swarms"),
    DIAGNOSTICS("network-diagnostic-port", "there are no swarms"),
    SWARM_ADDRESS("swarm-default-advertise-addr", "there are no swarms"),
    SWARM_RESOURCES("node-generic-resources", "there are no swarms"),
    SWARM_CERTIFICATES("trust-key", "images bear no trust of this sort"),
    LEAST_VERSION("min-api-version", "all versions from 1.24 on are spoken"),
    FOREIGN_LAYERS("allow-nondistributable-artifacts", "such layers are pulled and not pushed"),
    PROXIES("proxies", "HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the daemon's environment hold"),
    STORAGE_OPTIONS("storage-opts", "layers are directories of the data root"),

    STORAGE("storage-driver", "layers are kept for overlayfs", "|overlay2|overlayfs"),
    DEFAULT_RUNTIME("default-runtime", "containers are started without a runtime", "|runc"),
    SECCOMP("seccomp-profile", "a profile is given to a container", "|builtin|default"),
    USER_NAMESPACES("userns-remap", "a container gets one by --userns=auto", ""),
    SELINUX("selinux-enabled", "no labels are set", "false"),
    AUTHORIZATION("authorization-plugins", "nobody would be asked", "\\[\\]"),
    TLS("tls", "the socket is a file; give it a group", "false"),
    TLS_VERIFY("tlsverify", "the socket is a file; give it a group", "false"),
    REALTIME_PERIOD("cpu-rt-period", "cgroups of version 2 have no such limit", "0"),
    REALTIME_RUNTIME("cpu-rt-runtime", "cgroups of version 2 have no such limit", "0"),
    CORS("api-cors-header", "no browser reaches a socket", "");

    /// Those of the flags whose name is not the key's. Source: moby cmd/dockerd/config.go
    private static final Map<String, ForeignKey> FLAGS =
            Map.of(
                    "exec-opt", EXEC_OPTIONS,
                    "add-runtime", RUNTIMES,
                    "containerd-plugins-namespace", CONTAINERD_PLUGINS,
                    "node-generic-resource", SWARM_RESOURCES,
                    "storage-opt", STORAGE_OPTIONS,
                    "authorization-plugin", AUTHORIZATION,
                    "http-proxy", PROXIES,
                    "https-proxy", PROXIES,
                    "no-proxy", PROXIES);

    private static final Set<ForeignKey> SWITCHES =
            EnumSet.of(EXPERIMENTAL, RAW_LOGS, SELINUX, TLS, TLS_VERIFY);

    private final String key;
    private final String why;
    private final String harmless;

    ForeignKey(String key, String why) {
        this(key, why, "(?s).*");
    }

    /// @param harmless pattern of values that ask for what there is
    ForeignKey(String key, String why, String harmless) {
        this.key = key;
        this.why = why;
        this.harmless = harmless;
    }

    static Optional<ForeignKey> of(String key) {
        return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
    }

    static Optional<ForeignKey> ofFlag(String name) {
        var other = FLAGS.get(name);
        if (other != null) return Optional.of(other);
        return of(name).filter(key -> !FLAGS.containsValue(key));
    }

    /// Whether its flag takes no value but after `=`.
    boolean isSwitch() {
        return SWITCHES.contains(this);
    }

    String key() {
        return key;
    }

    /// What is said when it is passed over.
    String why() {
        return why;
    }

    /// Whether the start can go on as if it were not there.
    boolean isHarmless(JsonNode value) {
        return isHarmless(value.isString() ? value.stringValue() : value.toString());
    }

    boolean isHarmless(String value) {
        return value.matches(harmless);
    }
}
