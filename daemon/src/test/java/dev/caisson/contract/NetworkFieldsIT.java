package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.NetworkLab;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is shown of networks, member by member, where clients tell nothing from empty.
@Tag("kernel")
@Timeout(300)
class NetworkFieldsIT {
    @Test
    void options_of_addresses_are_shown_as_they_were_given_and_networks_have_a_birthday() {
        var begin = Instant.now().minusSeconds(60);
        try (var lab = new NetworkLab();
                var daemon = DaemonProcess.startIn(lab.onHost(), "none")) {
            var api = daemon.api();

            assertThat(options(api, "none-given", Map.of())).isEqualTo("null");
            assertThat(options(api, "empty", Map.of("Options", Map.of()))).isEqualTo("{}");
            assertThat(options(api, "some", Map.of("Options", Map.of("a", "b"))))
                    .isEqualTo("{\"a\":\"b\"}");
            for (var name : List.of("host", "none")) {
                assertThat(created(api, name)).isAfter(begin);
            }
            var before = created(api, "host");
            daemon.terminate();
            daemon.restart();
            assertThat(created(daemon.api(), "host")).isEqualTo(before);
        }
    }

    private static Instant created(EngineApi api, String network) {
        var shown = api.client().get("/networks/" + network).json();
        return Instant.parse(shown.get("Created").asString());
    }

    private static String options(EngineApi api, String name, Map<String, Object> ipam) {
        var client = api.client();
        var made = client.post("/networks/create", Map.of("Name", name, "IPAM", ipam));
        assertThat(made.status()).isEqualTo(201);
        var shown = client.get("/networks/" + name).json().at("/IPAM/Options").toString();
        assertThat(client.delete("/networks/" + name).status()).isEqualTo(204);
        return shown;
    }
}
