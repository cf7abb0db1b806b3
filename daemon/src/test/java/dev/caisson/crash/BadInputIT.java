package dev.caisson.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.Answer;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.EngineApi;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is wrong is refused with Docker's code and a message that says why.
@Tag("kernel")
@Timeout(300)
class BadInputIT {
    private static TestedEngine engine;
    private static EngineApi api;
    private static List<String> images;

    @BeforeAll
    static void startEngine() {
        engine = TestedEngine.start();
        api = new EngineApi(new ApiClient(engine.socket()));
        api.load(BusyboxImage.archive(engine.files()));
        images = images();
    }

    @AfterAll
    static void endEngine() {
        if (engine != null) engine.close();
    }

    @AfterEach
    void nothing_was_added() {
        assertThat(api.containers()).isEmpty();
        assertThat(images()).isEqualTo(images);
    }

    @Test
    void what_is_no_tar_is_refused() throws IOException {
        var file =
                Files.writeString(engine.files().resolve("garbage"), "no tar at all".repeat(999));

        assertRefused(api.client().upload("/images/load", file));
    }

    @Test
    void a_tar_that_is_cut_off_is_refused() throws IOException {
        var whole = Files.readAllBytes(BusyboxImage.archive(engine.files()));
        var file =
                Files.write(engine.files().resolve("cut"), java.util.Arrays.copyOf(whole, 99999));

        assertRefused(api.client().upload("/images/load", file));
    }

    @Test
    void a_layer_of_another_digest_is_refused() {
        var archive = BusyboxImage.withWrongDigest(engine.files());

        assertThat(assertRefused(api.client().upload("/images/load", archive))).contains("layer");
    }

    @Test
    void an_entry_that_climbs_out_is_refused() {
        var outside = Path.of("/tmp", engine.files().getFileName() + "-outside");
        var up = "../".repeat(30) + outside.toString().substring(1);
        var archive = BusyboxImage.withEntries(engine.files(), "caisson-climber:1", up);

        assertRefused(api.client().upload("/images/load", archive));

        assertThat(outside).doesNotExist();
    }

    @Test
    void a_program_that_is_missing_ends_with_127() {
        var answer = refusedStart(127, Map.of(), "missing");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("\"missing\": executable file not found in $PATH");
    }

    @Test
    void a_path_that_is_missing_ends_with_127() {
        var answer = refusedStart(127, Map.of(), "/bin/missing");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("/bin/missing").contains("no such file or directory");
    }

    @Test
    void a_file_that_is_no_program_ends_with_126() {
        var answer = refusedStart(126, Map.of(), "/etc/not-a-program");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("/etc/not-a-program").contains("permission denied");
    }

    @Test
    void a_user_that_is_unknown_is_named() {
        var answer = refusedStart(128, Map.of("User", "nemo"), "true");

        assertThat(answer.message())
                .contains("unable to find user nemo: no matching entries in passwd file");
    }

    @Test
    void a_memory_limit_that_is_too_low_is_refused() {
        var answer = create(Map.of(), Map.of("Memory", 1 << 20));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("Minimum memory limit allowed is 6MB");
    }

    @Test
    void an_image_that_is_missing_is_not_found() {
        var answer = create(Map.of("Image", "missing:1"), Map.of());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).isEqualTo("No such image: missing:1");
    }

    @Test
    void a_name_with_forbidden_letters_is_refused() {
        var body = EngineApi.request(Map.of(), Map.of(), "true");
        var answer = api.client().post("/containers/create?name=a%20b", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message())
                .isEqualTo(
                        "Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }

    @Test
    void a_bind_of_a_missing_source_is_refused() {
        var mount = Map.of("Type", "bind", "Source", "/no/such/source", "Target", "/x");
        var answer = create(Map.of(), Map.of("Mounts", List.of(mount)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("/no/such/source");
    }

    @Test
    void a_signal_that_is_unknown_is_refused() {
        var id = api.run("sleep", "1000");

        var answer = api.client().post("/containers/" + id + "/kill?signal=NONSENSE", null);

        api.remove(id);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).contains("NONSENSE");
    }

    private static Answer create(Map<String, Object> config, Map<String, Object> host) {
        var body = EngineApi.request(config, host, "true");
        return api.client().post("/containers/create", body);
    }

    /// Starts what cannot start and looks what the container says of it.
    private static Answer refusedStart(int code, Map<String, Object> config, String... command) {
        var id = api.create(config, Map.of(), command);
        var answer = api.client().post("/containers/" + id + "/start", null);
        var state = api.inspect(id).get("State");
        api.remove(id);

        assertThat(state.get("Status").asString()).isEqualTo("created");
        assertThat(state.get("ExitCode").asInt()).isEqualTo(code);
        assertThat(state.get("Error").asString()).isEqualTo(answer.message());
        return answer;
    }

    private static List<String> images() {
        return api.client()
                .get("/images/json")
                .json()
                .valueStream()
                .flatMap(image -> image.get("RepoTags").valueStream())
                .map(tag -> tag.asString())
                .toList();
    }

    /// Requires an error, as a status or, when the answer had begun, as its last message.
    private static String assertRefused(Answer answer) {
        if (answer.status() == 200) {
            assertThat(answer.text()).contains("errorDetail");
        } else {
            assertThat(answer.status()).as(answer.text()).isBetween(400, 500);
            assertThat(answer.message()).isNotBlank();
        }
        return answer.text();
    }
}
