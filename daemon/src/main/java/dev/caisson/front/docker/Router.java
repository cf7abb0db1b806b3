package dev.caisson.front.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds who answers a path. The first route that was added and matches wins.
final class Router {
    private final List<Route> routes = new ArrayList<>();

    /// What was found.
    ///
    /// @param name what stands for `{name}`
    record Found(Endpoint endpoint, String name) {}

    Router get(String pattern, Endpoint endpoint) {
        return add("GET", pattern, endpoint);
    }

    Router post(String pattern, Endpoint endpoint) {
        return add("POST", pattern, endpoint);
    }

    Router delete(String pattern, Endpoint endpoint) {
        return add("DELETE", pattern, endpoint);
    }

    Router add(String method, String pattern, Endpoint endpoint) {
        routes.add(Route.of(method, pattern, endpoint));
        return this;
    }

    Optional<Found> find(String method, String path) {
        for (var route : routes) {
            if (!route.method().equals(method)) continue;
            var name = route.match(path);
            if (name != null) return Optional.of(new Found(route.endpoint(), name));
        }
        return Optional.empty();
    }
}
