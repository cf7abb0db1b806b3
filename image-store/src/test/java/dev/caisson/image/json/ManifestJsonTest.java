package dev.caisson.image.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.Fault;
import dev.caisson.image.ImageIndex;
import dev.caisson.image.MediaType;
import org.junit.jupiter.api.Test;

class ManifestJsonTest {
    @Test
    void a_document_that_does_not_say_its_version_is_of_the_only_one() {
        assertThat(index("{\"manifests\":[]}").manifests()).isEmpty();
        assertThat(index("{\"schemaVersion\":0,\"manifests\":[]}").manifests()).isEmpty();
    }

    @Test
    void a_document_of_another_version_is_refused() {
        assertThatThrownBy(() -> index("{\"schemaVersion\":1,\"manifests\":[]}"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("schemaVersion is not 2");
    }

    private static ImageIndex index(String json) {
        return ManifestJson.index(json.getBytes(UTF_8), MediaType.OCI_INDEX, "the index");
    }
}
