package dev.caisson.container.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealKeyTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;
    private Path credentials = Path.of("/nonexistent");

    @BeforeEach
    void makeDirectory() throws IOException {
        credentials = Files.createDirectory(directory.resolve("credentials"));
    }

    @Test
    void a_key_is_made_that_only_its_owner_reads_and_is_the_same_later() throws IOException {
        var sealed = SealKey.of(directory, credentials.toString()).seal("id", CONTENT);

        assertThat(SealKey.of(directory, "").open("id", sealed)).isEqualTo(CONTENT);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void the_credential_of_systemd_is_the_key_and_none_is_written() throws IOException {
        Files.writeString(credentials.resolve("caisson-secret-key"), "sealed by the TPM");

        var sealed = SealKey.of(directory, credentials.toString()).seal("id", CONTENT);

        assertThat(directory.resolve("key")).doesNotExist();
        assertThat(SealKey.of(directory, credentials.toString()).open("id", sealed))
                .isEqualTo(CONTENT);
        Files.writeString(credentials.resolve("caisson-secret-key"), "another");
        var other = SealKey.of(directory, credentials.toString());
        assertThatThrownBy(() -> other.open("id", sealed)).isInstanceOf(Internal.class);
        var own = SealKey.of(directory, "");
        assertThatThrownBy(() -> own.open("id", sealed)).isInstanceOf(Internal.class);
    }

    @Test
    void a_sealed_content_is_of_one_secret() {
        var key = SealKey.of(directory, "");
        var sealed = key.seal("one", CONTENT);

        assertThatThrownBy(() -> key.open("two", sealed)).isInstanceOf(Internal.class);
    }
}
