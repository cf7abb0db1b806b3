package dev.caisson.foreign;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// What a test with Testcontainers does, in a process of its own: the library looks for its engine
/// once, in the environment. Prints what it sees, one thing a line.
final class TestcontainersProgram {
    private static final String SERVE =
            "mkdir -p /w; cp /given /w/index.html; echo ready; exec httpd -f -p 80 -h /w";

    private TestcontainersProgram() {}

    /// @param arguments the image, and which of the scenarios
    public static void main(String[] arguments) throws Exception {
        var image = DockerImageName.parse(arguments[0]);
        switch (arguments[1]) {
            case "http" ->
                    serve(image, web -> web.waitingFor(Wait.forHttp("/").forStatusCode(200)));
            case "log" -> serve(image, web -> web.waitingFor(Wait.forLogMessage(".*ready.*", 1)));
            case "port" -> serve(image, web -> web.waitingFor(Wait.forListeningPort()));
            case "health" ->
                    serve(
                            image,
                            web ->
                                    web.withCreateContainerCmdModifier(TestcontainersProgram::probe)
                                            .waitingFor(Wait.forHealthcheck()));
            case "network" -> network(image);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
    }

    private static void probe(com.github.dockerjava.api.command.CreateContainerCmd command) {
        command.withHealthcheck(
                new com.github.dockerjava.api.model.HealthCheck()
                        .withTest(java.util.List.of("CMD", "test", "-e", "/w/index.html"))
                        .withInterval(100_000_000L));
    }

    private static void serve(DockerImageName image, Consumer<GenericContainer<?>> setting)
            throws IOException, InterruptedException {
        try (var web = new GenericContainer<>(image)) {
            web.withExposedPorts(80)
                    .withCopyToContainer(Transferable.of("given".getBytes(UTF_8)), "/given")
                    .withCommand("sh", "-c", SERVE);
            setting.accept(web);
            web.start();
            System.out.println("served " + fetched(web));
            var outcome = web.execInContainer("sh", "-c", "echo out; echo err >&2; exit 3");
            System.out.println(
                    "exec "
                            + outcome.getStdout().strip()
                            + " "
                            + outcome.getStderr().strip()
                            + " "
                            + outcome.getExitCode());
            System.out.println(
                    "copied "
                            + web.copyFileFromContainer(
                                    "/w/index.html", in -> new String(in.readAllBytes(), UTF_8)));
            System.out.println("logs " + web.getLogs().strip());
        }
    }

    private static void network(DockerImageName image) throws Exception {
        try (var network = Network.newNetwork();
                var web = new GenericContainer<>(image);
                var client = new GenericContainer<>(image)) {
            web.withNetwork(network)
                    .withNetworkAliases("web")
                    .withCopyToContainer(Transferable.of("given".getBytes(UTF_8)), "/given")
                    .withCommand("sh", "-c", SERVE)
                    .waitingFor(Wait.forLogMessage(".*ready.*", 1));
            client.withNetwork(network).dependsOn(web).withCommand("sleep", "1000");
            client.start();
            System.out.println(
                    "served " + client.execInContainer("wget", "-qO-", "http://web").getStdout());
        }
    }

    private static String fetched(GenericContainer<?> web)
            throws IOException, InterruptedException {
        var address = "http://" + web.getHost() + ":" + web.getMappedPort(80) + "/";
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(address)).build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
