package dev.caisson.cli.render;

import dev.caisson.cli.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Published and exposed ports as `ps` shows them: `0.0.0.0:8080->80/tcp (everyone), 443/tcp`.
public final class Ports {
    private Ports() {}

    /// Who can reach a port, as it is said to people.
    public static String reach(String word) {
        return word.equals("lan") ? "LAN" : word;
    }

    /// @param ports as the list of containers carries them
    public static String shown(List<@Nullable Object> ports) {
        var parts = new ArrayList<String>();
        for (var port : ports) {
            var inside = Json.number(port, "PrivatePort") + "/" + Json.text(port, "Type");
            long outside = Json.number(port, "PublicPort");
            if (outside == 0) {
                parts.add(inside);
                continue;
            }
            var ip = Json.text(port, "IP");
            var host = ip.contains(":") ? "[" + ip + "]" : ip;
            var reach = Json.text(port, "Reach");
            parts.add(
                    (host.isEmpty() ? "" : host + ":")
                            + outside
                            + "->"
                            + inside
                            + (reach.isEmpty() ? "" : " (" + reach(reach) + ")"));
        }
        return String.join(", ", parts);
    }
}
