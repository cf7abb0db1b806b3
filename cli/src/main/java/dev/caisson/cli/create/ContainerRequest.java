package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of `POST /containers/create`.
public final class ContainerRequest {
    private final Map<String, @Nullable Object> config = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> hostConfig = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> endpoints = new LinkedHashMap<>();

    private ContainerRequest() {}

    private static List<RequestPart> parts() {
        return List.of(
                new ProcessFlags(),
                new LabelFlags(),
                new ResourceFlags(),
                new ThrottleFlags(),
                new IsolationFlags(),
                new MountFlags(),
                new NetworkFlags(),
                new PortFlags(),
                new HealthFlags(),
                new LifecycleFlags());
    }

    /// Adds the flags that describe a container.
    public static Syntax declare(Syntax syntax) {
        for (var part : parts()) part.declare(syntax);
        return syntax;
    }

    /// Reads the flags and the image and command after them.
    ///
    /// @throws dev.caisson.cli.arguments.UsageError when a value does not parse
    /// @throws IOException when a file that a flag names cannot be read
    public static ContainerRequest of(Arguments arguments) throws IOException {
        var request = new ContainerRequest();
        for (var part : parts()) part.apply(arguments, request);
        var words = arguments.positional();
        request.config.put("Image", words.get(0));
        if (words.size() > 1) request.config.put("Cmd", words.subList(1, words.size()));
        return request;
    }

    /// A field of the container's own configuration.
    void config(String name, @Nullable Object value) {
        config.put(name, value);
    }

    /// A field of its host configuration.
    void host(String name, @Nullable Object value) {
        hostConfig.put(name, value);
    }

    /// The settings of one network it joins.
    void endpoint(String network, Map<String, @Nullable Object> settings) {
        endpoints.put(network, settings);
    }

    /// Which streams the caller means to attach.
    ///
    /// @param stdinOnce true to close the container's input when the first client has ended its own
    public void attach(boolean stdin, boolean stdout, boolean stderr, boolean stdinOnce) {
        config.put("AttachStdin", stdin);
        config.put("AttachStdout", stdout);
        config.put("AttachStderr", stderr);
        config.put("StdinOnce", stdinOnce);
    }

    /// The name of the image, as written.
    public String image() {
        return String.valueOf(config.get("Image"));
    }

    /// The whole body.
    public Map<String, @Nullable Object> body() {
        var body = new LinkedHashMap<String, @Nullable Object>(config);
        body.put("HostConfig", hostConfig);
        var networking = new LinkedHashMap<String, @Nullable Object>();
        networking.put("EndpointsConfig", endpoints);
        body.put("NetworkingConfig", networking);
        return body;
    }
}
