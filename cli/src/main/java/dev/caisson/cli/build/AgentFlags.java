package dev.caisson.cli.build;

import dev.caisson.cli.arguments.UsageError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `--ssh default|ID[=SOCKET]`: agents a `RUN --mount=type=ssh` may ask. The daemon connects to
/// their sockets, which are of this host.
final class AgentFlags {
    private AgentFlags() {}

    /// @return sockets by id
    /// @throws UsageError where there is no agent
    static Map<String, String> of(List<String> written, Map<String, String> environment) {
        var agents = new LinkedHashMap<String, String>();
        for (var one : written) {
            int equals = one.indexOf('=');
            var id = equals < 0 ? one : one.substring(0, equals);
            var usual = environment.getOrDefault("SSH_AUTH_SOCK", "");
            var path = equals < 0 ? usual : one.substring(equals + 1);
            if (path.isEmpty()) {
                throw new UsageError(
                        "invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set");
            }
            var socket = Path.of(path).toAbsolutePath();
            if (!Files.exists(socket)) {
                throw new UsageError("ssh " + id + ": there is no socket " + path);
            }
            if (Files.isRegularFile(socket)) {
                throw new UsageError(
                        "ssh "
                                + id
                                + ": "
                                + path
                                + " is no socket of an agent: add the key with"
                                + " ssh-add, and give --ssh "
                                + id);
            }
            agents.put(id.isEmpty() ? "default" : id, socket.toString());
        }
        return agents;
    }
}
