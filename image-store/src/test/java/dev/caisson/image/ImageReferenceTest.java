package dev.caisson.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String HEX =
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "alpine, docker.io/library/alpine:latest, alpine:latest",
        "alpine:3.20, docker.io/library/alpine:3.20, alpine:3.20",
        "library/alpine, docker.io/library/alpine:latest, alpine:latest",
        "docker.io/alpine, docker.io/library/alpine:latest, alpine:latest",
        "index.docker.io/alpine, docker.io/library/alpine:latest, alpine:latest",
        "user/app, docker.io/user/app:latest, user/app:latest",
        "docker.io/a/b/c, docker.io/a/b/c:latest, a/b/c:latest",
        "localhost/app, localhost/app:latest, localhost/app:latest",
        "localhost:5000/app:1, localhost:5000/app:1, localhost:5000/app:1",
        "host.example/app, host.example/app:latest, host.example/app:latest",
        "HOST/app, HOST/app:latest, HOST/app:latest",
        "[::1]:5000/app, [::1]:5000/app:latest, [::1]:5000/app:latest",
        "library/a/b, docker.io/library/a/b:latest, library/a/b:latest",
        "docker.io/localhost/a, docker.io/localhost/a:latest, docker.io/localhost/a:latest",
        "docker.io/host.example/a:1, docker.io/host.example/a:1, docker.io/host.example/a:1",
        "localhost, docker.io/library/localhost:latest, localhost:latest",
        "localhost:5000, docker.io/library/localhost:5000, localhost:5000",
        "host.example, docker.io/library/host.example:latest, host.example:latest",
        "10.0.0.1/app, 10.0.0.1/app:latest, 10.0.0.1/app:latest",
        "host:65536/a, host:65536/a:latest, host:65536/a:latest",
    })
    void a_name_is_normalised_as_docker_does(String text, String full, String familiar) {
        var reference = ImageReference.parse(text);

        assertThat(reference.toString()).isEqualTo(full);
        assertThat(reference.familiar()).isEqualTo(familiar);
    }

    @Test
    void a_digest_stands_beside_a_tag_or_in_its_place() {
        var digest = "@sha256:" + HEX;

        assertThat(ImageReference.parse("alpine" + digest))
                .hasToString("docker.io/library/alpine" + digest);
        assertThat(ImageReference.parse("alpine:3" + digest).tag()).isEqualTo("3");
        assertThat(ImageReference.parseAsWritten("alpine").isNameOnly()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Alpine",
                "user/Alpine",
                "alpine:",
                "alpine:-x",
                ":x",
                "/alpine",
                "alpine/",
                "a//b",
                "a..b",
                "a___b",
                "-a",
                "a-",
                "host:port/a",
                "-host.example/a",
                "a@",
                "a@sha256:12",
                "a@md5:0123456789abcdef0123456789abcdef",
                "a@sha256:" + HEX + "x",
                "a b",
                "a\nb",
                "a\u0000b",
                "ä",
                "../a",
                "a:b:c",
                HEX
            })
    void what_is_no_name_is_refused(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("invalid reference format");
    }

    @Test
    void lengths_have_limits() {
        ImageReference.parse("a".repeat(247) + ":" + "t".repeat(128));

        for (var text :
                new String[] {
                    "a".repeat(248), "a:" + "t".repeat(129), "a".repeat(2000), "a/".repeat(100_000)
                }) {
            assertThatThrownBy(() -> ImageReference.parse(text)).isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void a_path_that_begins_like_a_registry_is_shown_with_its_own() {
        var reference = ImageReference.parse("docker.io/ghcr.io/tool:1");

        assertThat(reference.familiar()).isEqualTo("docker.io/ghcr.io/tool:1");
        assertThat(ImageReference.parse("docker.io/team/tool").familiar())
                .isEqualTo("team/tool:latest");
    }

    @Test
    void every_reference_parses_again_from_both_of_its_forms() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var pieces = "a b 0 . - _ / : @ A localhost docker.io/ library/ host.example :1".split(" ");
        int valid = 0;
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            int length = 1 + random.nextInt(8);
            for (int k = 0; k < length; k++) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            if (random.nextInt(8) == 0) text.append("@sha256:").append(HEX);
            ImageReference reference;
            try {
                reference = ImageReference.parse(text.toString());
            } catch (InvalidInput refused) {
                continue;
            }
            valid++;
            var why = "seed " + seed + ": " + text;
            assertThat(ImageReference.parse(reference.toString())).as(why).isEqualTo(reference);
            assertThat(ImageReference.parse(reference.familiar())).as(why).isEqualTo(reference);
        }
        assertThat(valid).isGreaterThan(1000);
    }
}
