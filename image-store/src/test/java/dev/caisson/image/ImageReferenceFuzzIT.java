package dev.caisson.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.InvalidInput;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any text is an image reference that is written as it was read, or is refused.
@Tag("fuzz")
class ImageReferenceFuzzIT {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "alpine",
                        "alpine:3.20",
                        "localhost:5000/a/b_c--d:x@sha256:" + "0".repeat(64),
                        "[::1]:80/x",
                        "index.docker.io/library/x",
                        "Registry.example.com/team/app:1.2-rc.3")
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_text_is_read_as_it_is_written_or_refused(byte[] bytes) {
        var text = new String(bytes, UTF_8);
        ImageReference reference;
        try {
            reference = ImageReference.parse(text);
        } catch (InvalidInput refused) {
            return;
        }

        assertThat(ImageReference.parse(reference.toString())).isEqualTo(reference);
        assertThat(ImageReference.parse(reference.familiar())).isEqualTo(reference);
    }
}
