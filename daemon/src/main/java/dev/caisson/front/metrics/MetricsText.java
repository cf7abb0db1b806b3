package dev.caisson.front.metrics;

import dev.caisson.container.view.CountersView;
import dev.caisson.container.view.CountersView.Action;
import dev.caisson.engine.Daemon.DaemonInfo;
import dev.caisson.engine.Daemon.DaemonVersion;
import java.util.Map;

/// Writes the text format of Prometheus, version 0.0.4.
final class MetricsText {
    private static final String PREFIX = "engine_daemon_";

    private final StringBuilder out = new StringBuilder();

    /// What is told of the events.
    record Events(long total, int subscribers) {}

    static String of(DaemonVersion version, DaemonInfo info, CountersView counters, Events events) {
        var text = new MetricsText();
        text.engine(version, info);
        text.actions(counters);
        text.states(info);
        text.single("events_total", "counter", "The number of events logged", events.total());
        text.single(
                "events_subscribers_total",
                "gauge",
                "The number of current subscribers to events",
                events.subscribers());
        text.single(
                "health_checks_total",
                "counter",
                "The total number of health checks",
                counters.healthChecks());
        text.single(
                "health_checks_failed_total",
                "counter",
                "The total number of failed health checks",
                counters.healthChecksFailed());
        text.process();
        return text.out.toString();
    }

    private void engine(DaemonVersion version, DaemonInfo info) {
        var host = info.host();
        head("engine_info", "gauge", "The information related to the engine and the OS it runs on");
        line(
                "engine_info",
                Map.of(
                        "architecture", host.architecture(),
                        "commit", version.gitCommit(),
                        "daemon_id", info.id(),
                        "graphdriver", "overlay2",
                        "kernel", host.kernelVersion(),
                        "os", host.operatingSystem(),
                        "os_type", "linux",
                        "os_version", host.osVersion(),
                        "version", version.version()),
                "1");
        single("engine_cpus_cpus", "gauge", "The number of cpus of the host", host.cpus());
        single(
                "engine_memory_bytes",
                "gauge",
                "The number of bytes of memory of the host",
                host.memoryBytes());
    }

    private void actions(CountersView counters) {
        var name = "container_actions_seconds";
        head(name, "histogram", "The number of seconds it takes to process each container action");
        for (var action : counters.actions()) {
            for (int i = 0; i < Action.BOUNDS.size(); i++) {
                var bound = Action.BOUNDS.get(i);
                var shown =
                        bound == Math.rint(bound)
                                ? Long.toString(Math.round(bound))
                                : Double.toString(bound);
                var labels = Map.of("action", action.name(), "le", shown);
                line(name + "_bucket", labels, Long.toString(action.below().get(i)));
            }
            line(
                    name + "_bucket",
                    Map.of("action", action.name(), "le", "+Inf"),
                    Long.toString(action.count()));
            var labels = Map.of("action", action.name());
            line(name + "_sum", labels, Double.toString(action.seconds()));
            line(name + "_count", labels, Long.toString(action.count()));
        }
    }

    private void states(DaemonInfo info) {
        var name = "container_states_containers";
        var counts = info.counts();
        head(name, "gauge", "The count of containers in various states");
        line(name, Map.of("state", "paused"), Integer.toString(counts.paused()));
        line(name, Map.of("state", "running"), Integer.toString(counts.running()));
        line(name, Map.of("state", "stopped"), Integer.toString(counts.stopped()));
    }

    private void process() {
        var runtime = Runtime.getRuntime();
        single(
                "heap_used_bytes",
                "gauge",
                "Bytes of the heap in use",
                runtime.totalMemory() - runtime.freeMemory());
    }

    private void single(String name, String type, String help, long value) {
        head(name, type, help);
        line(name, Map.of(), Long.toString(value));
    }

    private void head(String name, String type, String help) {
        out.append("# HELP ").append(PREFIX).append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(PREFIX).append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, Map<String, String> labels, String value) {
        out.append(PREFIX).append(name);
        var separator = "{";
        for (var label : new java.util.TreeMap<>(labels).entrySet()) {
            out.append(separator).append(label.getKey()).append("=\"");
            out.append(
                    label.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", ""));
            out.append('"');
            separator = ",";
        }
        if (!labels.isEmpty()) out.append('}');
        out.append(' ').append(value).append('\n');
    }
}
