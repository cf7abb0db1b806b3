package dev.caisson.dockerfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes are a Dockerfile that can be walked through, or are refused with a place in the file.
@Tag("fuzz")
class DockerfileFuzzIT {
    private static final Variables VARIABLES = Variables.of(Map.of("a", "b c", "d", ""));

    static Stream<byte[]> seeds() {
        return Stream.of(
                        """
                        # syntax=docker/dockerfile:1
                        # escape=\\
                        # check=skip=all;error=true
                        ARG a=1 b
                        FROM --platform=$BUILDPLATFORM x:${a:-2} AS one
                        ENV a=b "c d"='e' f=${g%%.*} h=${i//j/k}
                        LABEL old style
                        RUN --mount=type=cache,target=/c,id=$a --network=none a && \\
                          # comment

                          b
                        RUN <<E cat <<-'F'
                        x $y
                        E
                        \tz
                        F
                        COPY --from=one --chown=1:2 --link --exclude=*.x a b <<G /c/
                        g
                        G
                        """,
                        """
                        FROM scratch
                        ADD --checksum=sha256:1 --unpack=true ["a b", "/c"]
                        HEALTHCHECK --interval=5s --retries=3 CMD ["x"]
                        ONBUILD RUN <<H
                        h
                        H
                        SHELL ["sh", "-c"]
                        VOLUME /a $b
                        EXPOSE 80/tcp $ports
                        STOPSIGNAL SIGTERM
                        USER ${u:?needed}
                        WORKDIR a/../b
                        MAINTAINER me
                        CMD run
                        ENTRYPOINT []
                        """)
                .map(text -> text.getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_text_is_read_or_refused_with_its_place(byte[] bytes) {
        var text = new String(bytes, UTF_8);
        Dockerfile file;
        try {
            file = Dockerfile.parse("Dockerfile", text);
        } catch (InvalidInput refused) {
            assertThat(refused.code()).isEqualTo(FaultCode.DOCKERFILE_INVALID);
            assertThat(refused.text()).contains("Dockerfile");
            return;
        }
        Linter.check(file, IgnoreRules.none(), _ -> Optional.of(Set.of("PATH")));
        for (var stage : file.stages()) stage.instructions().forEach(DockerfileFuzzIT::expand);
    }

    private static void expand(Instruction instruction) {
        try {
            switch (instruction) {
                case Instruction.Env env ->
                        env.pairs().forEach(pair -> pair.value().expand(VARIABLES));
                case Instruction.Copy copy ->
                        copy.transfer().sources().forEach(source -> source.expand(VARIABLES));
                case Instruction.Run run ->
                        run.options().mounts().forEach(mount -> mount.resolve(VARIABLES));
                case Instruction.Expose expose ->
                        expose.ports().forEach(port -> port.expandToList(VARIABLES));
                default -> {}
            }
        } catch (InvalidInput refused) {
            assertThat(refused.code())
                    .isIn(FaultCode.DOCKERFILE_EXPANSION, FaultCode.RUN_MOUNT_INVALID);
        }
    }
}
