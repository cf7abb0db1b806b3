package dev.caisson.cli.registry;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.json.Json;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// `login`: lets the registry check who one is, then keeps it.
public final class Login implements Command {
    private static final int PASSWORD_LIMIT = 64 << 10;

    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS] [SERVER]", "Authenticate to a registry", 0, 1)
                .string('u', "username", "Username")
                .string('p', "password", "Password or Personal Access Token (PAT)")
                .bool(
                        "password-stdin",
                        "Take the Password or Personal Access Token (PAT) from stdin");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var server = arguments.positional().isEmpty() ? "" : arguments.positional().getFirst();
        var registry = ClientConfig.key(server);
        var config = ClientConfig.read(session.environment());
        var user = arguments.string("username").orElse("");
        var password = password(arguments, session, user);
        if (user.isEmpty() && password.isEmpty()) {
            var known = config.credentials(registry);
            if (known.isPresent()) {
                session.out().println("Authenticating with existing credentials...");
                var answer = session.daemon().post("/auth", known.get());
                session.out().println(Json.text(answer, "Status"));
                return 0;
            }
        }
        if (user.isEmpty()) user = asked("Username: ", false);
        if (password.isEmpty()) password = asked("Password: ", true);
        var answer =
                session.daemon()
                        .post(
                                "/auth",
                                Map.of(
                                        "username", user,
                                        "password", password,
                                        "serveraddress", registry));
        var open = config.store(registry, user, password, Json.text(answer, "IdentityToken"));
        if (open.isPresent()) {
            session.err()
                    .println(
                            "WARNING! Your credentials are stored unencrypted in '"
                                    + open.get()
                                    + "'.\nConfigure a credential helper to remove this warning.");
        }
        session.out().println(Json.text(answer, "Status"));
        return 0;
    }

    private static String password(Arguments arguments, Session session, String user)
            throws IOException {
        var given = arguments.string("password").orElse("");
        if (!arguments.flag("password-stdin")) {
            if (!given.isEmpty()) {
                session.err()
                        .println(
                                "WARNING! Using --password via the CLI is insecure. Use"
                                        + " --password-stdin.");
            }
            return given;
        }
        if (!given.isEmpty()) {
            throw new UsageError("--password and --password-stdin are mutually exclusive");
        }
        if (user.isEmpty()) throw new UsageError("Must provide --username with --password-stdin");
        try (var in = new FileInputStream(FileDescriptor.in)) {
            var text = new String(in.readNBytes(PASSWORD_LIMIT), StandardCharsets.UTF_8);
            return text.replaceFirst("\r?\n$", "");
        }
    }

    private static String asked(String prompt, boolean secret) throws IOException {
        var console = Name.terminal();
        if (console.isEmpty()) {
            throw new UsageError("Cannot perform an interactive login from a non TTY device");
        }
        var secretText = secret ? console.get().readPassword("%s", prompt) : null;
        var text = secret ? null : console.get().readLine("%s", prompt);
        if (secretText != null) return new String(secretText);
        if (text == null) throw new IOException("the input has ended");
        return text.strip();
    }
}
