package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import dev.caisson.system.RegistryProcess;
import dev.caisson.system.TokenServer;
import org.junit.jupiter.api.Test;

/// What a client with docker's words must see of a registry that wants tokens of another server.
public abstract class TokenLoginContract extends ClientContract {
    @Test
    void who_has_logged_in_gets_a_token_for_each_repository() {
        try (var tokens = new TokenServer();
                var registry = RegistryProcess.withTokens(tokens)) {
            var name = registry.host() + "/private/app:1";
            docker.ok("tag", IMAGE, name);
            assertThat(docker.run("push", name).code()).isNotZero();

            var wrong = login("wrong", registry);
            var right = login(RegistryProcess.PASSWORD, registry);

            assertThat(wrong.code()).isEqualTo(1);
            assertThat(wrong.err()).contains(TokenServer.REFUSAL);
            assertThat(right.out()).contains("Login Succeeded");
            docker.ok("push", name);
            docker.ok("rmi", name);
            docker.ok("pull", name);
            assertThat(tokens.asked())
                    .anyMatch(scope -> scope.matches("repository:private/app:.*push.*"))
                    .contains("repository:private/app:pull");
            docker.ok("logout", registry.host());
            docker.ok("rmi", name);
            assertThat(docker.run("pull", name).code()).isNotZero();
        }
    }

    private CommandOutcome login(String password, RegistryProcess registry) {
        return docker.feed(
                password, "login", "-u", RegistryProcess.USER, "--password-stdin", registry.host());
    }
}
