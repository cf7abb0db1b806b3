package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.Answer;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests that are nearly right, made of the examples of the table of fields: one member or two
/// of another type, another size or another place. Each is answered with what is wrong, none with a
/// failure of the engine, and nothing is left of any.
@Timeout(1200)
class RequestMutationIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "/",
                    "..",
                    "../../etc",
                    "a:b:c:d",
                    "\u0000",
                    "é\n",
                    "-1",
                    "0x10",
                    "9".repeat(40),
                    "x".repeat(5000),
                    "host",
                    "container:",
                    "{{.}}",
                    "%s%n",
                    "null");
    private static final List<Long> NUMBERS =
            List.of(-1L, 0L, 1L, 65_536L, Long.MAX_VALUE, Long.MIN_VALUE, 4_294_967_296L);

    /// What the host cannot do is a failure of the server, as with Docker; it says why.
    private static final List<String> REASONS =
            List.of(
                    "error while mounting volume caisson-fields-tmpfs: ",
                    "--storage-opt is supported only for overlay over xfs",
                    "could not select device driver ",
                    "CDI device injection failed: ",
                    " in CDI device request",
                    "failed to create task");

    @Tag("kernel")
    @Test
    void two_hundred_mutations_break_nothing() {
        mutate(1, 200);
    }

    @Tag("fuzz")
    @Test
    void ten_thousand_mutations_break_nothing() {
        mutate(1_000_000, 10_000);
    }

    private static void mutate(long seed, int times) {
        try (var daemon = DaemonProcess.start()) {
            var api = daemon.api();
            api.load(BusyboxImage.archive(daemon.files()));
            var running = api.run("sleep", "9999");
            var fields = FieldTable.fields();
            for (long n = seed; n < seed + times; n++) {
                var random = RandomGeneratorFactory.getDefault().create(n);
                var field = fields.get(random.nextInt(fields.size()));
                var body = EngineApi.request(Map.of(), Map.of(), "true");
                var request = JSON.<ObjectNode>valueToTree(body);
                boolean update = field.path().startsWith("Update.");
                if (update) request = JSON.createObjectNode();
                merge(request, field.json());
                change(random, request);

                send(api.client(), running, update, random, request, n);
                if (n % 100 == 0) clean(api, running);
            }
            clean(api, running);
            // What fails for a reason has a code; what has none is a bug.
            assertThat(daemon.log()).doesNotContain("answering 500, error=");
            api.remove(running);
            Awaitility.await().until(() -> daemon.traces().equals(Traces.none()));
        } finally {
            Traces.eraseCgroups(FieldTable.CGROUP_PARENT);
        }
    }

    private static void send(
            ApiClient client,
            String running,
            boolean update,
            RandomGenerator random,
            JsonNode request,
            long seed) {
        if (update) {
            check(client.post("/containers/" + running + "/update", request), request, seed);
            return;
        }
        if (random.nextInt(4) == 0) {
            check(client.post("/containers/" + running + "/exec", exec(request)), request, seed);
            return;
        }
        var created = client.post("/containers/create", request);
        check(created, request, seed);
        if (created.status() != 201) return;
        var id = created.json().get("Id").asString();
        if (random.nextInt(3) > 0) return;
        check(client.post("/containers/" + id + "/start", null), request, seed);
    }

    private static void check(Answer answer, JsonNode request, long seed) {
        if (answer.status() == 500) {
            assertThat(REASONS)
                    .as("seed %d: %s -> %s", seed, request, answer.text())
                    .anyMatch(answer.message()::contains);
            return;
        }
        assertThat(answer.status())
                .as("seed %d: %s -> %s", seed, request, answer.text())
                .isIn(200, 201, 204, 304, 400, 403, 404, 409, 501);
        assertThat(answer.text()).doesNotContain("Exception", "\tat ", "dev.caisson", "java.");
    }

    /// An exec session of what a container was to be.
    private static JsonNode exec(JsonNode container) {
        var exec = JSON.createObjectNode();
        for (var name : List.of("Cmd", "Env", "User", "WorkingDir", "Tty", "AttachStdout")) {
            if (container.has(name)) exec.set(name, container.get(name));
        }
        return exec;
    }

    private static void clean(EngineApi api, String running) {
        for (var id : api.containers()) {
            if (!id.equals(running)) api.remove(id);
        }
        var _ =
                api.client()
                        .post("/volumes/prune?filters=%7B%22all%22%3A%5B%22true%22%5D%7D", null);
    }

    private static void merge(ObjectNode into, JsonNode from) {
        for (var member : from.properties()) {
            if (into.get(member.getKey()) instanceof ObjectNode there
                    && member.getValue().isObject()) {
                merge(there, member.getValue());
            } else {
                into.set(member.getKey(), member.getValue());
            }
        }
    }

    private static void change(RandomGenerator random, ObjectNode request) {
        var objects = new ArrayList<ObjectNode>();
        var lists = new ArrayList<ArrayNode>();
        collect(request, objects, lists);
        for (int times = random.nextInt(1, 3); times > 0; times--) {
            if (!lists.isEmpty() && random.nextInt(4) == 0) {
                var list = lists.get(random.nextInt(lists.size()));
                if (random.nextBoolean() && !list.isEmpty()) list.remove(0);
                else list.add(value(random));
                continue;
            }
            var object = objects.get(random.nextInt(objects.size()));
            var names = List.copyOf(object.propertyNames());
            if (names.isEmpty()) continue;
            var name = names.get(random.nextInt(names.size()));
            // Its processes would outlive the test on the host's side of the fence.
            if (name.equals("Image") || name.equals("Privileged")) continue;
            switch (random.nextInt(5)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name.toLowerCase(java.util.Locale.ROOT), value(random));
                default -> object.set(name, value(random));
            }
        }
    }

    private static void collect(JsonNode node, List<ObjectNode> objects, List<ArrayNode> lists) {
        if (node instanceof ObjectNode object) objects.add(object);
        if (node instanceof ArrayNode list) lists.add(list);
        for (var member : node) collect(member, objects, lists);
    }

    private static JsonNode value(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.valueToTree(random.nextBoolean());
            case 2 -> JSON.valueToTree(NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 3 -> JSON.valueToTree(random.nextDouble());
            case 4 -> JSON.createArrayNode().add(TEXTS.get(random.nextInt(TEXTS.size())));
            case 5 -> JSON.createObjectNode().put(TEXTS.get(random.nextInt(TEXTS.size())), "x");
            default -> JSON.valueToTree(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }
}
