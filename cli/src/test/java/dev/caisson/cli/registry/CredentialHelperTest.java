package dev.caisson.cli.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialHelperTest {
    @TempDir Path directory;

    private void program(Path at) throws IOException {
        Files.createDirectories(at.getParent());
        Files.writeString(at, "#!/bin/sh\necho '{\"Username\":\"u\",\"Secret\":\"'$1'\"}'\n");
        Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void a_helper_in_an_absolute_directory_of_the_path_is_run() throws IOException {
        program(directory.resolve("bin/docker-credential-good"));
        var path = Map.of("PATH", "relative::.:" + directory.resolve("bin"));

        var found = CredentialHelper.find("good", path).get("registry.example");

        assertThat(found).contains(new CredentialHelper.Found("u", "get"));
    }

    /// As a hostile directory would have it that somebody works in.
    @ParameterizedTest
    @ValueSource(strings = {"", ".", ":", "./", "target", "..", "target/../.:"})
    void a_helper_in_the_working_directory_is_not_run(String path) throws IOException {
        var helper = Path.of("").toAbsolutePath().resolve("docker-credential-caisson-hostile");
        try {
            program(helper);
            var environment = Map.of("PATH", path);

            assertThatThrownBy(() -> CredentialHelper.find("caisson-hostile", environment))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not in a directory of $PATH");
        } finally {
            Files.deleteIfExists(helper);
        }
    }

    @Test
    void a_name_that_leads_elsewhere_is_refused() throws IOException {
        program(directory.resolve("evil"));
        var path = Map.of("PATH", directory.resolve("bin").toString());

        assertThatThrownBy(() -> CredentialHelper.find("x/../../evil", path))
                .isInstanceOf(IOException.class);
    }
}
