package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.request.Command;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.image.ContainerDefaults;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ImageMergeTest {
    private static final ContainerDefaults IMAGE =
            new ContainerDefaults(
                    "app",
                    List.of("A=image", "B=image"),
                    new ContainerDefaults.Command(List.of("/entry"), List.of("arg"), null, false),
                    "/work",
                    new TreeSet<>(List.of("80/tcp")),
                    new TreeSet<>(List.of("/data")),
                    Map.of("k", "image", "l", "image"),
                    new ContainerDefaults.Lifecycle("SIGINT", null, List.of()));

    @Test
    void nothing_asked_is_the_images() {
        var merged = ImageMerge.merge(ContainerSpec.ofImage("i"), IMAGE);

        assertThat(CommandLine.of(merged.command())).containsExactly("/entry", "arg");
        assertThat(merged.command().user()).isEqualTo("app");
        assertThat(merged.command().workingDirectory()).isEqualTo("/work");
        assertThat(merged.command().environment()).containsExactly("A=image", "B=image");
        assertThat(merged.identity().labels()).containsEntry("k", "image");
        assertThat(merged.lifecycle().stopSignal()).isEqualTo("SIGINT");
        assertThat(merged.mounts().anonymousVolumes()).containsExactly("/data");
        assertThat(merged.network().ports().exposed()).containsExactly("80/tcp");
    }

    @Test
    void arguments_alone_keep_the_entry_point_and_an_entry_point_drops_the_arguments() {
        assertThat(line(null, List.of("x"))).containsExactly("/entry", "x");
        assertThat(line(List.of("/other"), null)).containsExactly("/other");
        assertThat(line(List.of(""), List.of("x"))).containsExactly("x");
    }

    @Test
    void a_variable_that_was_asked_for_wins() {
        var asked =
                ContainerSpec.ofImage("i")
                        .with(new Command(null, null, List.of("B=mine"), "", "", null, false));

        assertThat(ImageMerge.merge(asked, IMAGE).command().environment())
                .containsExactly("B=mine", "A=image");
    }

    @Test
    void without_any_command_nothing_can_run() {
        assertThatThrownBy(
                        () ->
                                ImageMerge.merge(
                                        ContainerSpec.ofImage("scratch"), ContainerDefaults.none()))
                .hasMessage("no command specified");
    }

    private static List<String> line(
            @Nullable List<String> entrypoint, @Nullable List<String> arguments) {
        var asked =
                ContainerSpec.ofImage("i")
                        .with(new Command(entrypoint, arguments, List.of(), "", "", null, false));
        return CommandLine.of(ImageMerge.merge(asked, IMAGE).command());
    }
}
