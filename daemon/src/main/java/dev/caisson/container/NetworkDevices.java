package dev.caisson.container;

import dev.caisson.container.view.UsageView.Direction;
import dev.caisson.container.view.UsageView.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The counters of network devices, as `/proc/PID/net/dev` tells them to whoever may read the
/// directory of the process: nobody enters its namespace. Source: proc_pid_net(5).
final class NetworkDevices {
    private static final int HEADINGS = 2;
    private static final int FIELDS = 16;
    private static final int SENT = 8;

    private NetworkDevices() {}

    /// @return empty when the process has gone
    static List<Traffic> of(int pid) {
        try {
            return parse(Files.readAllLines(Path.of("/proc", Integer.toString(pid), "net", "dev")));
        } catch (IOException gone) {
            return List.of();
        }
    }

    static List<Traffic> parse(List<String> lines) {
        var devices = new ArrayList<Traffic>();
        for (var line : lines.subList(Math.min(HEADINGS, lines.size()), lines.size())) {
            int colon = line.indexOf(':');
            if (colon < 0) continue;
            var device = line.substring(0, colon).strip();
            var fields = line.substring(colon + 1).strip().split(" +");
            if (device.equals("lo") || fields.length < FIELDS) continue;
            devices.add(new Traffic(device, direction(fields, 0), direction(fields, SENT)));
        }
        return devices;
    }

    private static Direction direction(String[] fields, int from) {
        return new Direction(
                Long.parseLong(fields[from]),
                Long.parseLong(fields[from + 1]),
                Long.parseLong(fields[from + 2]),
                Long.parseLong(fields[from + 3]));
    }
}
