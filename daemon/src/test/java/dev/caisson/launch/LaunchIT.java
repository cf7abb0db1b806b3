package dev.caisson.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class LaunchIT {
    private static LaunchRunner launcher;
    private LaunchFixture fixture;

    @BeforeAll
    static void startLauncher() {
        launcher = new LaunchRunner(dev.caisson.sys.Syscalls.real());
    }

    @AfterAll
    static void endLauncher() {
        launcher.close();
    }

    @BeforeEach
    void makeRoot() throws IOException {
        fixture = new LaunchFixture();
    }

    @AfterEach
    void removeRoot() throws IOException {
        fixture.close();
    }

    @Test
    void true_ends_with_0() throws IOException {
        var outcome = fixture.run(launcher, "true");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.stdout()).isEmpty();
        assertThat(outcome.stderr()).isEmpty();
    }

    @Test
    void output_is_kept_by_stream() throws IOException {
        var outcome = fixture.run(launcher, "sh", "-c", "echo out; echo err >&2; exit 3");

        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.stdout()).isEqualTo("out\n");
        assertThat(outcome.stderr()).isEqualTo("err\n");
    }
}
