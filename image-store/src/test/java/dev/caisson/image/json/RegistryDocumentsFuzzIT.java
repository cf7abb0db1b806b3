package dev.caisson.image.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.MediaType;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes are what a registry, its token server or one who pushes may say, or are refused.
@Tag("fuzz")
class RegistryDocumentsFuzzIT {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        """
                        {"errors":[{"code":"UNAUTHORIZED","message":"no","detail":[{"a":1}]}]}
                        """,
                        """
                        {"token":"t","access_token":"a","expires_in":60,"refresh_token":"r"}
                        """,
                        """
                        {"name":"a/b","tags":["1","latest"]}
                        """,
                        """
                        {"results":[{"name":"a","description":"d","star_count":3,
                         "is_official":true}]}
                        """,
                        """
                        {"schemaVersion":2,"artifactType":"text/x","subject":{"digest":"DIGEST"},
                         "config":{"mediaType":"x/y","digest":"DIGEST","size":2},
                         "layers":[{"mediaType":"x/z","digest":"DIGEST","size":1}],
                         "annotations":{"k":"v"}}
                        """,
                        """
                        {"schemaVersion":2,"manifests":[{"digest":"DIGEST"}]}
                        """)
                .map(text -> text.replace("DIGEST", DIGEST).getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_bytes_are_read_or_refused(byte[] bytes) {
        assertThat(RegistryJson.errors(bytes)).allMatch(error -> error.message().length() <= 501);
        check(bytes, RegistryJson::token);
        check(bytes, RegistryJson::tags);
        check(bytes, RegistryJson::found);
        check(bytes, one -> PushedJson.read(one, MediaType.OCI_MANIFEST));
        check(bytes, one -> PushedJson.read(one, MediaType.OCI_INDEX));
    }

    private static void check(byte[] bytes, Function<byte[], Object> read) {
        try {
            assertThat(read.apply(bytes)).isNotNull();
        } catch (InvalidInput refused) {
            // That is an answer.
        }
    }
}
