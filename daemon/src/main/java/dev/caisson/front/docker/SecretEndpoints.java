package dev.caisson.front.docker;

import dev.caisson.container.view.SecretView;
import dev.caisson.engine.Secrets;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.http.Answer;
import dev.caisson.wire.StoredSecret;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Secrets without a swarm; not of Docker's API. The content is the body of the request, as it is.
final class SecretEndpoints {
    private static final int LIMIT = 500 << 10;

    private final Secrets secrets;

    SecretEndpoints(Secrets secrets) {
        this.secrets = secrets;
    }

    void addTo(Router router) {
        router.get("/caisson/secrets", _ -> list())
                .post("/caisson/secrets", this::create)
                .get(
                        "/caisson/secrets/{name}",
                        call -> Call.json(200, written(secrets.inspect(call.name()))))
                .delete("/caisson/secrets/{name}", this::remove);
    }

    private Answer list() {
        return Call.json(200, secrets.list().stream().map(SecretEndpoints::written).toList());
    }

    private static StoredSecret written(SecretView secret) {
        return new StoredSecret(
                secret.id(), secret.name(), secret.created().toString(), secret.labels());
    }

    private Answer create(Call call) throws IOException {
        var labels = new LinkedHashMap<String, String>();
        for (var label : call.query().all("label")) {
            int equals = label.indexOf('=');
            if (equals < 0) labels.put(label, "");
            else labels.put(label.substring(0, equals), label.substring(equals + 1));
        }
        byte[] content;
        try (var body = call.request().body()) {
            content = body.readNBytes(LIMIT + 1);
        }
        try {
            if (content.length > LIMIT) {
                throw new InvalidInput(FaultCode.SECRET_INVALID, "it has 1 to " + LIMIT + " bytes");
            }
            var made = secrets.create(call.query().text("name"), Map.copyOf(labels), content);
            return Call.json(201, written(made));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private Answer remove(Call call) {
        secrets.remove(call.name());
        return Call.empty(204);
    }
}
