package dev.caisson.main;

import dev.caisson.tar.RawText;
import dev.caisson.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Starts a daemon in a directory of its own, asks it what clients ask first, runs the image it
/// carries, builds upon it, and ends it: what the cache of loaded classes and of profiles is
/// recorded from.
///
/// Where containers cannot be run (no root, no overlay) the questions alone are recorded.
public final class Training {
    private static final List<String> QUESTIONS =
            List.of(
                    "/_ping",
                    "/version",
                    "/v1.51/containers/json?all=1",
                    "/v1.51/images/json",
                    "/info");

    /// Enough for the methods on the path of a start to be compiled once, and so to be known.
    private static final int RUNS = 50;

    private static final String CREATE =
            "{\"Image\":\"caisson/hello\",\"HostConfig\":{\"NetworkMode\":\"none\"}}";
    private static final int BUILDS = 4;
    private static final int FILES = 300;
    private static final String DOCKERFILE =
            """
            FROM caisson/hello
            COPY . /d
            FROM caisson/hello
            ARG A=1
            ENV B=$A
            WORKDIR /w
            COPY d/f1 /one/
            COPY --from=0 /d /e
            RUN ["/hello"]
            CMD ["/hello"]
            """;

    private static final Pattern ID = Pattern.compile("\"Id\":\"([0-9a-f]{64})\"");

    private static final byte[] NOTHING = {};

    private final Path socket;

    private Training(Path socket) {
        this.socket = socket;
    }

    /// Takes flags of the daemon besides its directories.
    public static void main(String... arguments) throws IOException {
        var directory = Files.createTempDirectory("caisson-training");
        try {
            var all = new ArrayList<>(List.of(arguments));
            all.addAll(List.of("--data-root", directory.resolve("data").toString()));
            all.addAll(List.of("--exec-root", directory.resolve("run").toString()));
            var flags = CommandLineArguments.parse(all.toArray(String[]::new));
            try (var _ = RunningDaemon.start(OptionReader.join(flags.values(), Map.of()))) {
                var training = new Training(directory.resolve("run/caisson.sock"));
                for (var question : QUESTIONS) training.ask("GET", question, NOTHING);
                boolean works = true;
                for (int i = 0; i < RUNS && works; i++) works = training.runs();
                for (int i = 0; i < BUILDS && works; i++) works = training.builds(i);
            }
        } finally {
            delete(directory);
        }
    }

    /// One container from its making to its removal.
    ///
    /// @return false when it could not be run
    private boolean runs() throws IOException {
        var create = CREATE.getBytes(StandardCharsets.US_ASCII);
        var made = ID.matcher(ask("POST", "/v1.51/containers/create", create));
        if (!made.find()) return false;
        var container = "/v1.51/containers/" + made.group(1);
        boolean started = ask("POST", container + "/start", NOTHING).startsWith("HTTP/1.1 204");
        if (started) ask("POST", container + "/wait", NOTHING);
        ask("DELETE", container, NOTHING);
        return started;
    }

    /// One build with files of its own, and again from the cache and without it.
    ///
    /// @return false when it failed
    private boolean builds(int round) throws IOException {
        var context = context(round);
        for (var flags : List.of("", "&nocache=1", "")) {
            var target = "/v1.51/build?networkmode=none" + flags;
            if (!ask("POST", target, context).contains("Successfully built")) return false;
        }
        return true;
    }

    private static byte[] context(int round) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            file(tar, "Dockerfile", DOCKERFILE);
            file(tar, ".dockerignore", "*.no\n");
            for (int i = 0; i < FILES; i++) file(tar, "d/f" + i, round + " " + i);
        }
        return bytes.toByteArray();
    }

    private static void file(TarWriter tar, String name, String text) throws IOException {
        tar.file(new RawText(name), 0644, text.getBytes(StandardCharsets.UTF_8));
    }

    /// @return the whole answer, head and body
    private String ask(String method, String target, byte[] body) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var request =
                    method
                            + " "
                            + target
                            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n";
            channel.write(StandardCharsets.US_ASCII.encode(request));
            for (var rest = ByteBuffer.wrap(body); rest.hasRemaining(); ) channel.write(rest);
            var answer = new StringBuilder();
            var buffer = ByteBuffer.allocate(65_536);
            while (channel.read(buffer) >= 0) {
                answer.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
                buffer.clear();
            }
            return answer.toString();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
