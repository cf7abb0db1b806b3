package dev.caisson.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.image.ContainerDefaults;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommitChangesTest {
    @Test
    void each_instruction_changes_its_part() {
        var changed =
                CommitChanges.apply(
                        ContainerDefaults.none(),
                        List.of(
                                "CMD [\"a\", \"b, c\"]",
                                "ENTRYPOINT run it",
                                "ENV A=1 B=\"two words\"\nENV C three words",
                                "ENV A=2",
                                "LABEL team=one",
                                "EXPOSE 80 53/udp",
                                "VOLUME [\"/data\"]",
                                "user app",
                                "WORKDIR /srv",
                                "STOPSIGNAL SIGINT",
                                "HEALTHCHECK --interval=5s CMD curl localhost",
                                "LABEL a=$A",
                                "ONBUILD RUN x"));

        assertThat(changed.command().cmd()).containsExactly("a", "b, c");
        assertThat(changed.command().entrypoint()).containsExactly("/bin/sh", "-c", "run it");
        assertThat(changed.env()).containsExactly("A=2", "B=two words", "C=three words");
        assertThat(changed.labels()).isEqualTo(Map.of("team", "one", "a", "2"));
        assertThat(changed.exposedPorts()).containsExactly("53/udp", "80/tcp");
        assertThat(changed.volumes()).containsExactly("/data");
        assertThat(changed.user()).isEqualTo("app");
        assertThat(changed.workingDir()).isEqualTo("/srv");
        assertThat(changed.lifecycle().stopSignal()).isEqualTo("SIGINT");
        assertThat(changed.lifecycle().onBuild()).containsExactly("RUN x");
    }

    @Test
    void what_makes_files_is_no_change() {
        assertThatThrownBy(() -> CommitChanges.apply(ContainerDefaults.none(), List.of("RUN true")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("RUN is not a valid change command");
        assertThatThrownBy(() -> CommitChanges.apply(ContainerDefaults.none(), List.of("CMD")))
                .isInstanceOf(InvalidInput.class);
    }
}
