package dev.caisson.build.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.build.BuildRequest.Recipe;
import dev.caisson.dockerfile.Dockerfile;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuildPlanTest {
    private static final Platform HOST = new Platform("linux", "amd64", "");
    private static final String STAGES =
            """
            ARG BASE=one
            FROM $BASE AS a
            RUN a
            FROM two AS unused
            RUN b
            FROM three AS b
            COPY --from=a /x /
            FROM b
            RUN --mount=type=bind,from=a,target=/a c
            """;

    @Test
    void only_the_stages_that_the_target_needs_are_planned() {
        var plan = plan(STAGES, "", Map.of());

        assertThat(plan.stages()).extracting(PlannedStage::index).containsExactly(0, 2, 3);
        assertThat(plan.total()).isEqualTo(6);
        assertThat(plan.target().base()).isEqualTo(new Base.OfStage(2));
    }

    @Test
    void a_target_may_be_a_name_or_a_number() {
        assertThat(plan(STAGES, "unused", Map.of()).stages())
                .extracting(PlannedStage::index)
                .containsExactly(1);
        assertThat(plan(STAGES, "0", Map.of()).target().base()).isEqualTo(new Base.OfImage("one"));
    }

    @Test
    void an_argument_before_the_first_stage_names_the_base() {
        var plan = plan(STAGES, "a", Map.of("BASE", "other:2"));

        assertThat(plan.target().base()).isEqualTo(new Base.OfImage("other:2"));
    }

    @Test
    void a_missing_target_is_named_with_the_nearest() {
        assertThatThrownBy(() -> plan(STAGES, "unusd", Map.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("did you mean unused");
    }

    @Test
    void an_empty_base_and_a_stage_of_no_number_are_refused() {
        assertThatThrownBy(() -> plan("FROM $NONE\n", "", Map.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("should not be blank");
        assertThatThrownBy(() -> plan("FROM a\nCOPY --from=3 /x /\n", "", Map.of()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("--from=3");
    }

    @Test
    void a_named_context_stands_for_an_image() {
        var recipe =
                new Recipe("", "", Map.of(), Map.of(), null, Map.of("one", "docker-image://x:1"));
        var file = Dockerfile.parse("Dockerfile", "FROM one\n");

        var plan = BuildPlan.of(file, recipe, new Arguments(recipe, HOST), HOST);

        assertThat(plan.target().base()).isEqualTo(new Base.OfImage("x:1"));
    }

    @Test
    void arguments_that_nothing_takes_are_told_but_proxies_are_not() {
        var recipe =
                new Recipe(
                        "",
                        "",
                        Map.of("BASE", "b", "TYPO", "x", "http_proxy", "p"),
                        Map.of(),
                        null,
                        Map.of());
        var arguments = new Arguments(recipe, HOST);

        var _ = BuildPlan.of(Dockerfile.parse("Dockerfile", STAGES), recipe, arguments, HOST);

        assertThat(arguments.unused()).containsExactly("TYPO");
        assertThat(arguments.proxies()).isEqualTo(Map.of("http_proxy", "p", "HTTP_PROXY", "p"));
    }

    @Test
    void triggers_of_an_image_need_stages_that_come_before() {
        var file =
                Dockerfile.parse("Dockerfile", "FROM a AS one\nFROM b AS two\nFROM c\nFROM one\n");
        var recipe = new Recipe("", "", Map.of(), Map.of(), null, Map.of());
        var asked = new ArrayList<String>();
        BuildPlan.Triggers triggers =
                (image, _) -> {
                    asked.add(image);
                    return image.equals("c") ? List.of("COPY --from=two /x /") : List.of();
                };

        var last = BuildPlan.of(file, recipe, new Arguments(recipe, HOST), HOST, triggers);
        var third = new Recipe("", "2", Map.of(), Map.of(), null, Map.of());
        var before = BuildPlan.of(file, third, new Arguments(third, HOST), HOST, triggers);

        assertThat(last.stages()).extracting(PlannedStage::index).containsExactly(0, 3);
        assertThat(before.stages()).extracting(PlannedStage::index).containsExactly(1, 2);
        assertThat(asked).containsExactly("c", "b");
    }

    private static BuildPlan plan(String text, String target, Map<String, String> given) {
        var recipe = new Recipe("", target, Map.copyOf(given), Map.of(), null, Map.of());
        var arguments = new Arguments(recipe, HOST);
        return BuildPlan.of(Dockerfile.parse("Dockerfile", text), recipe, arguments, HOST);
    }
}
