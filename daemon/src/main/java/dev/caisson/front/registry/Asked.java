package dev.caisson.front.registry;

import dev.caisson.front.http.Request;
import dev.caisson.image.hosted.HostedRepositories.Place;
import dev.caisson.image.hosted.RepositoryPath;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request with its query.
final class Asked {
    private final Request request;
    private final Map<String, List<String>> query;

    /// @throws IllegalArgumentException for a broken escape
    Asked(Request request) {
        this.request = request;
        this.query = new QueryStringDecoder(request.query(), false).parameters();
    }

    Request request() {
        return request;
    }

    boolean isHead() {
        return request.method().equals("HEAD");
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.header(name));
    }

    /// The first value of a parameter.
    Optional<String> parameter(String name) {
        var values = query.get(name);
        return values == null ? Optional.empty() : Optional.of(values.getFirst());
    }

    Place place(RepositoryPath path) {
        return new Place(path, parameter("ns").orElse(""));
    }
}
