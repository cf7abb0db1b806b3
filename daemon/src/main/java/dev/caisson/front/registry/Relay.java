package dev.caisson.front.registry;

import dev.caisson.front.http.Answer;
import dev.caisson.front.http.Request;
import dev.caisson.front.http.Service;
import java.util.concurrent.CompletableFuture;

/// A service that is known only when its port is: requests before that wait.
final class Relay implements Service {
    private final CompletableFuture<Service> target = new CompletableFuture<>();

    void to(Service service) {
        target.complete(service);
    }

    @Override
    public Answer answer(Request request) {
        return target.join().answer(request);
    }
}
