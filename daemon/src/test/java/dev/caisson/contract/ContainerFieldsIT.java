package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.contract.FieldTable.Field;
import dev.caisson.system.Answer;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import dev.caisson.system.Traces;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// No field of a container is dropped silently: it is shown as it was sent, or refused, or the
/// answer warns of it. What is shown makes the same container again, as Watchtower does it.
@Tag("kernel")
@Timeout(300)
class ContainerFieldsIT {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static TestedEngine engine;
    private static EngineApi api;

    @BeforeAll
    static void startEngine() {
        engine = TestedEngine.start();
        api = new EngineApi(new ApiClient(engine.socket()));
        api.load(BusyboxImage.archive(engine.files()));
    }

    @AfterAll
    static void endEngine() {
        if (engine != null) engine.close();
        // A parent that was asked for is nobody's to remove.
        Traces.eraseCgroups(FieldTable.CGROUP_PARENT);
    }

    @AfterEach
    void removeContainers() {
        api.containers().forEach(api::remove);
    }

    @Test
    void every_field_of_the_api_has_a_line() {
        var lines = new TreeSet<String>();
        for (var field : FieldTable.fields()) lines.add(field.path());

        assertThat(lines).containsExactlyInAnyOrderElementsOf(FieldTable.names());
    }

    static Stream<Field> created() {
        return FieldTable.fields().stream().filter(field -> !field.path().startsWith("Update."));
    }

    @ParameterizedTest
    @MethodSource("created")
    void what_is_asked_at_creation_is_honoured_or_refused(Field field) {
        var answer = api.client().post("/containers/create", whole(field.json()));

        if (isRefused(field, answer)) return;
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        var shown = api.inspect(answer.json().get("Id").asString());
        if (field.outcome().equals("told by the engine")) return;
        if (!isDiscarded(field, answer)) {
            assertThat(shown(field, shown)).isEqualTo(sent(field));
        }
        makesTheSame(shown);
    }

    static Stream<Field> updated() {
        return FieldTable.fields().stream().filter(field -> field.path().startsWith("Update."));
    }

    @ParameterizedTest
    @MethodSource("updated")
    void what_is_asked_later_is_honoured_or_refused(Field field) {
        var id = api.create("true");
        var before = api.inspect(id).get("HostConfig");

        var answer = api.client().post("/containers/" + id + "/update", field.json());

        if (isRefused(field, answer)) return;
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var after = api.inspect(id).get("HostConfig");
        var path = field.within("Update");
        if (field.outcome().equals("fixed at creation")) {
            assertThat(after).isEqualTo(before);
        } else if (!isDiscarded(field, answer)) {
            assertThat(FieldTable.at(after, path)).isEqualTo(FieldTable.at(field.json(), path));
        }
    }

    private static boolean isRefused(Field field, Answer answer) {
        if (!field.outcome().startsWith("refused ")) return false;
        // 500 is dockerd's where its storage holds no limits.
        boolean storage = field.path().equals("HostConfig.StorageOpt");
        assertThat(answer.status()).isIn(400, 404, 409, 501, storage ? 500 : 400);
        assertThat(answer.message()).contains(field.outcome().substring("refused ".length()));
        return true;
    }

    /// What a kernel does not have is said in a warning, and the value may be shown or not.
    private static boolean isDiscarded(Field field, Answer answer) {
        if (!field.outcome().equals("kept or discarded")) return false;
        return !answer.json().path("Warnings").isEmpty();
    }

    /// A container made of what is shown of another is shown the same.
    private static void makesTheSame(JsonNode shown) {
        var body = (ObjectNode) shown.get("Config").deepCopy();
        body.set("HostConfig", shown.get("HostConfig"));
        body.putObject("NetworkingConfig")
                .set("EndpointsConfig", shown.at("/NetworkSettings/Networks"));

        var again = api.client().post("/containers/create", body);

        assertThat(again.status()).as(again.text()).isEqualTo(201);
        var copy = api.inspect(again.json().get("Id").asString());
        for (var part : List.of("/Config", "/HostConfig", "/NetworkSettings/Networks")) {
            assertThat(copy.at(part)).as(part).isEqualTo(shown.at(part));
        }
    }

    private static JsonNode sent(Field field) {
        var path = field.path();
        return FieldTable.at(
                field.json(), path.startsWith("Config.") ? field.within("Config") : path);
    }

    private static JsonNode shown(Field field, JsonNode shown) {
        if (!field.path().startsWith("NetworkingConfig.")) {
            return FieldTable.at(shown, field.path());
        }
        var networks = shown.at("/NetworkSettings/Networks/net1");
        if (!field.path().contains("EndpointsConfig.")) {
            var all = JSON.createObjectNode();
            var sent = sent(field).get("net1");
            for (var member : sent.propertyNames()) all.set(member, networks.path(member));
            return JSON.createObjectNode().set("net1", all);
        }
        return FieldTable.at(networks, field.within("NetworkingConfig.EndpointsConfig"));
    }

    /// With what a request has to have.
    private static JsonNode whole(JsonNode part) {
        var request = (ObjectNode) part.deepCopy();
        if (!request.has("Image")) request.put("Image", BusyboxImage.NAME);
        if (!request.has("Cmd")) request.putArray("Cmd").add("true");
        var host =
                request.get("HostConfig") instanceof ObjectNode asked
                        ? asked
                        : request.putObject("HostConfig");
        boolean own = request.has("MacAddress") || host.has("PortBindings");
        if (!host.has("NetworkMode") && !own) host.put("NetworkMode", "none");
        return request;
    }
}
