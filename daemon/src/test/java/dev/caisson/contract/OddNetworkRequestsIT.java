package dev.caisson.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.Answer;
import dev.caisson.system.ApiClient;
import dev.caisson.system.BusyboxImage;
import dev.caisson.system.DaemonProcess;
import dev.caisson.system.EngineApi;
import dev.caisson.system.NetworkLab;
import dev.caisson.system.TestedEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Odd requests about networks are answered as dockerd answers them, or differently for a reason.
/// The rows are in `odd-network-requests.txt`.
@Tag("kernel")
@Timeout(300)
class OddNetworkRequestsIT {
    private static final String ORACLE = System.getProperty("caisson.oracle", "");

    /// @param dockers what dockerd answers
    /// @param own what this engine answers
    private record Row(String request, String dockers, String own) {}

    @Test
    void odd_requests_about_networks_are_answered_as_the_table_says() throws IOException {
        try (var lab = new NetworkLab();
                var engine = engine(lab)) {
            var api = new EngineApi(new ApiClient(engine.socket()));
            api.load(BusyboxImage.archive(engine.files()));
            var wrong = new ArrayList<String>();
            try {
                for (var row : rows()) {
                    var expected = ORACLE.isEmpty() ? row.own() : row.dockers();
                    var got = text(ask(api.client(), row.request(), engine.files()));
                    if (matches(expected, got)) continue;
                    wrong.add(row.request() + "\n  expected " + expected + "\n  got      " + got);
                }
            } finally {
                removeRest(api);
            }
            assertThat(wrong).isEmpty();
        }
    }

    private static TestedEngine engine(NetworkLab lab) {
        return ORACLE.isEmpty()
                ? DaemonProcess.startIn(lab.onHost(), "caisson-od0")
                : TestedEngine.at(Path.of(ORACLE));
    }

    private static void removeRest(EngineApi api) {
        api.containers().forEach(api::remove);
        for (var network : api.client().get("/networks").json()) {
            var name = network.get("Name").asString();
            if (name.startsWith("odd"))
                api.client().delete("/networks/" + network.get("Id").asString());
        }
    }

    private static Answer ask(ApiClient client, String request, Path files) throws IOException {
        var words = request.split(" ", 3);
        if (!words[0].equals("POST")) return client.call(words[0], words[1], null);
        var body = files.resolve("odd-request.json");
        Files.writeString(
                body, words.length < 3 ? "" : words[2].replace("IMAGE", BusyboxImage.NAME));
        return client.upload(words[1], body, Map.of("Content-Type", "application/json"));
    }

    private static String text(Answer answer) {
        if (answer.status() < 400) return Integer.toString(answer.status());
        return (answer.status() + " " + answer.message().strip())
                .replaceAll("\\b[0-9a-f]{64}\\b", "<id>")
                .replaceAll("\\b[0-9a-f]{12}\\b", "<short>")
                .replace("\n", "\\n");
    }

    private static boolean matches(String expected, String got) {
        var parts = Pattern.compile("\\*(?! )").split(expected, -1);
        return Pattern.matches(
                List.of(parts).stream()
                        .map(Pattern::quote)
                        .reduce((one, next) -> one + ".*" + next)
                        .orElseThrow(),
                got);
    }

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        try (var table =
                OddNetworkRequestsIT.class.getResourceAsStream("odd-network-requests.txt")) {
            var text = Objects.requireNonNull(table).readAllBytes();
            for (var line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
                var rest = line.length() < 2 ? "" : line.substring(2);
                switch (line.isEmpty() ? '#' : line.charAt(0)) {
                    case '#', ';' -> {}
                    case '=' -> rows.add(new Row(rows.removeLast().request(), rest, rest));
                    case '!' -> {
                        var last = rows.removeLast();
                        rows.add(new Row(last.request(), last.dockers(), rest));
                    }
                    default -> rows.add(new Row(line, "", ""));
                }
            }
        }
        return rows;
    }
}
