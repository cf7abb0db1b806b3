package dev.caisson.main;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Starts a daemon in a directory of its own, asks it what clients ask first, and ends it: what the
/// cache of loaded classes is recorded from.
public final class Training {
    private static final List<String> REQUESTS =
            List.of(
                    "/_ping",
                    "/version",
                    "/v1.51/containers/json?all=1",
                    "/v1.51/images/json",
                    "/info");

    private Training() {}

    public static void main(String... arguments) throws IOException {
        var directory = Files.createTempDirectory("caisson-training");
        try {
            var socket = directory.resolve("run/caisson.sock");
            var flags =
                    CommandLineArguments.parse(
                            "--data-root",
                            directory.resolve("data").toString(),
                            "--exec-root",
                            directory.resolve("run").toString());
            try (var _ =
                    RunningDaemon.start(OptionReader.join(flags.values(), java.util.Map.of()))) {
                for (var request : REQUESTS) ask(socket, request);
            }
        } finally {
            delete(directory);
        }
    }

    private static void ask(Path socket, String target) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            channel.write(StandardCharsets.US_ASCII.encode(request));
            var answer = ByteBuffer.allocate(65_536);
            while (channel.read(answer) >= 0) answer.clear();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (var path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
