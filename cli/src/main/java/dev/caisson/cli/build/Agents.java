package dev.caisson.cli.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.cli.arguments.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `--ssh default|ID[=SOCKET|KEY[,KEY…]]`: agents a `RUN --mount=type=ssh` may ask. The daemon
/// connects to their sockets, which are of this host.
///
/// For keys an agent of the system's is started, which has nothing else and ends with the build.
final class Agents implements AutoCloseable {
    /// Tells the agent's number when it listens, and keeps it until its input ends.
    private static final String HOLD = "echo \"$SSH_AGENT_PID\"; exec cat >/dev/null";

    private final Map<String, String> sockets = new LinkedHashMap<>();
    private final List<Started> started = new ArrayList<>();

    private Agents() {}

    /// An agent of our own.
    ///
    /// @param holder what it lives with
    private record Started(Path directory, Process holder, Optional<ProcessHandle> agent) {}

    /// @throws UsageError where there is no agent, or a key that cannot be used
    static Agents open(List<String> written, Map<String, String> environment) throws IOException {
        var agents = new Agents();
        try {
            for (var one : written) agents.add(one, environment.getOrDefault("SSH_AUTH_SOCK", ""));
            return agents;
        } catch (IOException | RuntimeException failed) {
            try (agents) {
                throw failed;
            }
        }
    }

    /// By id.
    Map<String, String> sockets() {
        return sockets;
    }

    private void add(String written, String usual) throws IOException {
        int equals = written.indexOf('=');
        var name = equals < 0 ? written : written.substring(0, equals);
        var id = name.isEmpty() ? "default" : name;
        var path = equals < 0 ? usual : written.substring(equals + 1);
        if (path.isEmpty()) {
            throw new UsageError("invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set");
        }
        var places = new ArrayList<Path>();
        for (var part : path.split(",", -1)) {
            var place = Path.of(part).toAbsolutePath();
            if (part.isEmpty() || !Files.exists(place)) {
                throw new UsageError("ssh " + id + ": there is no socket or key " + part);
            }
            places.add(place);
        }
        boolean keys = places.stream().allMatch(Files::isRegularFile);
        if (!keys && places.size() > 1) {
            throw new UsageError("ssh " + id + ": only one agent can be asked, or several keys");
        }
        sockets.put(id, keys ? start(id, places) : places.getFirst().toString());
    }

    private String start(String id, List<Path> keys) throws IOException {
        for (var key : keys) check(id, key);
        var directory = Files.createTempDirectory("caisson-ssh-");
        var socket = directory.resolve("agent");
        var holder = run("ssh-agent", "-a", socket.toString(), "sh", "-c", HOLD);
        var number = holder.inputReader(UTF_8).readLine();
        var agent =
                number == null
                        ? Optional.<ProcessHandle>empty()
                        : ProcessHandle.of(Long.parseLong(number));
        started.add(new Started(directory, holder, agent));
        for (var key : keys) {
            var adding = command("ssh-add", "-q", key.toString());
            adding.environment().put("SSH_AUTH_SOCK", socket.toString());
            succeed(id, key, begun(adding));
        }
        return socket.toString();
    }

    /// A question for a passphrase would be asked of whoever sits at the terminal, in the middle of
    /// a build, or of nobody.
    private static void check(String id, Path key) throws IOException {
        succeed(id, key, run("ssh-keygen", "-y", "-P", "", "-f", key.toString()));
    }

    private static void succeed(String id, Path key, Process process) throws IOException {
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        if (ended(process) == 0) return;
        throw new UsageError(
                "ssh "
                        + id
                        + ": the key "
                        + key
                        + " cannot be used without a passphrase ("
                        + said.replaceAll("\\s*\n\\s*", "; ")
                        + "): add it to an agent with ssh-add, and give --ssh "
                        + id);
    }

    private static int ended(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static Process run(String... words) throws IOException {
        return begun(command(words));
    }

    private static ProcessBuilder command(String... words) {
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static Process begun(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException absent) {
            throw new UsageError(
                    "keys for --ssh need OpenSSH's "
                            + builder.command().getFirst()
                            + ": "
                            + absent.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        for (var one : started) {
            one.agent().ifPresent(ProcessHandle::destroy);
            one.holder().getOutputStream().close();
            int _ = ended(one.holder());
            boolean _ = Files.deleteIfExists(one.directory().resolve("agent"));
            Files.delete(one.directory());
        }
    }
}
