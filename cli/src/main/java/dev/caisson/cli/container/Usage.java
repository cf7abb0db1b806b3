package dev.caisson.cli.container;

import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Units;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a sample of the API means, calculated as Docker's command line does. Source: docker/cli
/// command/container/stats_helpers.go (behaviour).
final class Usage {
    private Usage() {}

    static String cpu(@Nullable Object sample) {
        double used =
                Json.number(sample, "cpu_stats", "cpu_usage", "total_usage")
                        - Json.number(sample, "precpu_stats", "cpu_usage", "total_usage");
        double host =
                Json.number(sample, "cpu_stats", "system_cpu_usage")
                        - Json.number(sample, "precpu_stats", "system_cpu_usage");
        long cpus = Json.number(sample, "cpu_stats", "online_cpus");
        return percent(host > 0 && used > 0 ? used / host * cpus * 100 : 0);
    }

    static String memory(@Nullable Object sample) {
        return Units.binarySize(memoryBytes(sample))
                + " / "
                + Units.binarySize(Json.number(sample, "memory_stats", "limit"));
    }

    static String memoryPercent(@Nullable Object sample) {
        long limit = Json.number(sample, "memory_stats", "limit");
        return percent(limit == 0 ? 0 : 100.0 * memoryBytes(sample) / limit);
    }

    /// What is used, without the cache that the kernel gives back first.
    private static long memoryBytes(@Nullable Object sample) {
        long usage = Json.number(sample, "memory_stats", "usage");
        var stats = Json.object(Json.at(sample, "memory_stats", "stats"));
        var key =
                stats.containsKey("total_inactive_file") ? "total_inactive_file" : "inactive_file";
        long cache = Json.number(stats, key);
        return cache < usage ? usage - cache : usage;
    }

    static String network(@Nullable Object sample) {
        long received = 0;
        long sent = 0;
        for (var device : Json.object(Json.at(sample, "networks")).values()) {
            received += Json.number(device, "rx_bytes");
            sent += Json.number(device, "tx_bytes");
        }
        return Units.size(received) + " / " + Units.size(sent);
    }

    static String blocks(@Nullable Object sample) {
        long read = 0;
        long written = 0;
        for (var entry : Json.list(Json.at(sample, "blkio_stats", "io_service_bytes_recursive"))) {
            var operation = Json.text(entry, "op").toLowerCase(Locale.ROOT);
            if (operation.equals("read")) read += Json.number(entry, "value");
            if (operation.equals("write")) written += Json.number(entry, "value");
        }
        return Units.size(read) + " / " + Units.size(written);
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }
}
