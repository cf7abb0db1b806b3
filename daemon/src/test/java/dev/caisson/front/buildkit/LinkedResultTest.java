package dev.caisson.front.buildkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.Fields;
import dev.caisson.image.Sha256;
import org.junit.jupiter.api.Test;

/// A result goes to the client and comes back as an input.
class LinkedResultTest {
    private static final dev.caisson.image.Digest IMAGE = Sha256.of(new byte[] {1});

    private static FieldWriter graph(String identifier) {
        var source = new FieldWriter().message(3, new FieldWriter().text(1, identifier));
        return new FieldWriter().element(1, source.toBytes()).element(1, new byte[0]);
    }

    @Test
    void an_image_comes_back_as_the_context_of_its_name() {
        var request =
                new FieldWriter()
                        .message(
                                13,
                                new FieldWriter()
                                        .text(1, "0-base")
                                        .message(2, new LinkedResult(IMAGE).definition()));

        var inputs = LinkedResult.inputs(Fields.parse(request.toBytes()), 13);

        assertThat(inputs).containsOnlyKeys("0-base");
        assertThat(LinkedResult.where("base", inputs.get("0-base")))
                .isEqualTo("docker-image://" + IMAGE);
    }

    @Test
    void the_last_operation_points_at_the_one_that_is_described() {
        var definition = Fields.parse(new LinkedResult(IMAGE).definition().toBytes());

        var operations = definition.messages(1);
        var digest = operations.getLast().message(1).text(1);
        assertThat(definition.messages(2).getFirst().text(1)).isEqualTo(digest);
        var source = new FieldWriter().text(1, "caisson-result://" + IMAGE);
        assertThat(digest)
                .isEqualTo(Sha256.of(new FieldWriter().message(3, source).toBytes()).toString());
    }

    @Test
    void files_alone_are_no_context_and_the_way_out_is_told() {
        var files = LinkedResult.of(Fields.parse(new LinkedResult(null).definition().toBytes()));

        assertThatThrownBy(() -> LinkedResult.where("base", files))
                .hasMessageContaining("give that target an output of type=image");
        assertThatThrownBy(() -> LinkedResult.where("base", null)).hasMessageContaining("not sent");
    }

    @Test
    void a_graph_of_the_clients_own_is_refused() {
        var other = Fields.parse(graph("docker-image://docker.io/library/a").toBytes());

        assertThatThrownBy(() -> LinkedResult.of(other))
                .isInstanceOf(CallFailed.class)
                .hasMessageContaining("graphs of operations (LLB) are not supported");
    }
}
