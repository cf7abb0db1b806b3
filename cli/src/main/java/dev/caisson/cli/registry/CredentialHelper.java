package dev.caisson.cli.registry;

import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program that keeps credentials, `docker-credential-NAME`. Source: docker-credential-helpers
/// client (behaviour).
final class CredentialHelper {
    private static final int ANSWER_LIMIT = 1 << 20;
    private static final long SECONDS = 60;

    private final Path program;

    private CredentialHelper(Path program) {
        this.program = program;
    }

    /// @param user `<token>` when the secret is an identity token
    record Found(String user, String secret) {}

    /// Looks in the absolute directories of the path only: what lies in the working directory is
    /// not run.
    static CredentialHelper find(String name, Map<String, String> environment) throws IOException {
        var file = "docker-credential-" + name;
        for (var directory : environment.getOrDefault("PATH", "").split(":", -1)) {
            if (!directory.startsWith("/") || name.contains("/")) continue;
            var program = Path.of(directory, file);
            if (Files.isExecutable(program)) return new CredentialHelper(program);
        }
        throw new IOException(
                "error getting credentials: \"" + file + "\" is not in a directory of $PATH");
    }

    Optional<Found> get(String registry) throws IOException {
        var answer = run("get", registry);
        if (answer.code() != 0) {
            if (answer.text().contains("credentials not found")) return Optional.empty();
            throw new IOException("error getting credentials: " + answer.text());
        }
        var found = Json.parse(answer.text().getBytes(StandardCharsets.UTF_8));
        return Optional.of(new Found(Json.text(found, "Username"), Json.text(found, "Secret")));
    }

    void store(String registry, Found found) throws IOException {
        var entry =
                Map.of("ServerURL", registry, "Username", found.user(), "Secret", found.secret());
        must("store", new String(Json.write(entry), StandardCharsets.UTF_8));
    }

    void erase(String registry) throws IOException {
        must("erase", registry);
    }

    private void must(String action, String input) throws IOException {
        var answer = run(action, input);
        if (answer.code() != 0) {
            throw new IOException("error " + action + " credentials: " + answer.text());
        }
    }

    private record Answered(int code, String text) {}

    private Answered run(String action, String input) throws IOException {
        var process =
                new ProcessBuilder(program.toString(), action)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // Its code says what it thinks of that.
        }
        try {
            var text = process.getInputStream().readNBytes(ANSWER_LIMIT);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(program + " does not end");
            }
            return new Answered(
                    process.exitValue(), new String(text, StandardCharsets.UTF_8).strip());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + program, stopped);
        } finally {
            process.destroyForcibly();
        }
    }
}
