package dev.caisson.cli.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cli.arguments.UsageError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretFlagsTest {
    @TempDir Path directory;

    private String header(String... flags) throws IOException {
        var environment = Map.of("TOKEN", "of-the-environment", "other", "of-another");
        var header = SecretFlags.header(List.of(flags), environment).get("X-Caisson-Secrets");
        return new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8);
    }

    private static String json(String id, String value) {
        var text = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        return "{\"" + id + "\":\"" + text + "\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "'id=TOKEN', TOKEN, of-the-environment",
        "'id=a,env=other', a, of-another",
        "'type=env,id=other', other, of-another",
        "'id=a,type=env,src=TOKEN', a, of-the-environment",
        "'ID=a,source=FILE', a, of-a-file",
        "'id=TOKEN,type=file,src=FILE', TOKEN, of-a-file",
    })
    void a_secret_is_a_variable_or_a_file(String flag, String id, String value) throws IOException {
        var file = Files.writeString(directory.resolve("f"), "of-a-file");

        assertThat(header(flag.replace("FILE", file.toString()))).isEqualTo(json(id, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "src=f | secret missing ID: src=f",
                "id=a,typ=env | unexpected key 'typ' in 'id=a,typ=env'",
                "id=a,type=tpm | unsupported secret type \"tpm\": file and env are",
                "id=a,env=none | secret a: the variable none is not set",
                "id=a,src=/none/here | secret a: there is no file /none/here",
            })
    void what_cannot_be_read_is_told(String flag, String error) {
        assertThatThrownBy(() -> header(flag)).isInstanceOf(UsageError.class).hasMessage(error);
    }

    @Test
    void a_large_file_is_no_secret() throws IOException {
        var file = Files.write(directory.resolve("f"), new byte[500 * 1024 + 1]);

        assertThatThrownBy(() -> header("id=a,src=" + file))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("is larger than 500 KiB");
    }
}
