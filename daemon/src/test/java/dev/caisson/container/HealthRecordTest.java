package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.container.HealthSettings.OnFailure;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.container.request.Identity;
import dev.caisson.container.request.Lifecycle;
import dev.caisson.container.view.HealthView.Probe;
import dev.caisson.fault.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthRecordTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void a_success_makes_healthy_and_forgets_failures() {
        var settings = settings(Duration.ZERO, 3);

        var record = HealthRecord.starting(BEGIN).after(probe(1, 1), settings);
        assertThat(record.status()).isEqualTo(HealthRecord.Status.STARTING);
        assertThat(record.streak()).isEqualTo(1);

        record = record.after(probe(2, 0), settings);
        assertThat(record.status()).isEqualTo(HealthRecord.Status.HEALTHY);
        assertThat(record.streak()).isZero();
    }

    @Test
    void failures_in_a_row_make_unhealthy() {
        var settings = settings(Duration.ZERO, 2);

        var record =
                HealthRecord.starting(BEGIN)
                        .after(probe(1, 0), settings)
                        .after(probe(2, -1), settings);
        assertThat(record.status()).isEqualTo(HealthRecord.Status.HEALTHY);

        record = record.after(probe(3, 7), settings);
        assertThat(record.status()).isEqualTo(HealthRecord.Status.UNHEALTHY);
        assertThat(record.streak()).isEqualTo(2);
    }

    @Test
    void failures_of_the_start_period_do_not_count() {
        var settings = settings(Duration.ofSeconds(10), 1);

        var record = HealthRecord.starting(BEGIN).after(probe(9, 1), settings);
        assertThat(record.status()).isEqualTo(HealthRecord.Status.STARTING);
        assertThat(record.streak()).isZero();
        assertThat(settings.pause(record, BEGIN.plusSeconds(9))).isEqualTo(Duration.ofSeconds(5));

        record = record.after(probe(10, 1), settings);
        assertThat(record.status()).isEqualTo(HealthRecord.Status.UNHEALTHY);
        assertThat(settings.pause(record, BEGIN.plusSeconds(10))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void after_a_success_failures_of_the_start_period_count() {
        var settings = settings(Duration.ofSeconds(10), 1);

        var record =
                HealthRecord.starting(BEGIN)
                        .after(probe(1, 0), settings)
                        .after(probe(2, 1), settings);

        assertThat(record.status()).isEqualTo(HealthRecord.Status.UNHEALTHY);
    }

    @Test
    void the_last_five_checks_are_kept() {
        var settings = settings(Duration.ZERO, 3);
        var record = HealthRecord.starting(BEGIN);
        for (int i = 0; i < 9; i++) record = record.after(probe(i, i), settings);

        assertThat(record.log()).extracting(Probe::exitCode).containsExactly(4, 5, 6, 7, 8);
    }

    @Test
    void labels_say_what_is_done_to_the_unhealthy() {
        assertThat(HealthSettings.onFailure(spec(Map.of()))).isEqualTo(OnFailure.NONE);
        assertThat(HealthSettings.onFailure(spec(Map.of("autoheal", "true"))))
                .isEqualTo(OnFailure.RESTART);
        assertThat(HealthSettings.onFailure(spec(Map.of(HealthSettings.LABEL, "stop"))))
                .isEqualTo(OnFailure.STOP);
        assertThatThrownBy(() -> HealthSettings.onFailure(spec(Map.of(HealthSettings.LABEL, "x"))))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("none, kill, stop or restart");
    }

    @Test
    void a_test_of_none_or_of_an_unknown_kind_checks_nothing() {
        assertThat(HealthSettings.of(checked(List.of("NONE"), Duration.ZERO, 0))).isEmpty();
        assertThat(HealthSettings.of(checked(List.of("CMD"), Duration.ZERO, 0))).isEmpty();
        assertThat(HealthSettings.of(checked(List.of("true"), Duration.ZERO, 0))).isEmpty();
        assertThat(HealthSettings.of(ContainerSpec.ofImage("a"))).isEmpty();
    }

    @Test
    void a_shell_form_runs_in_a_shell() {
        var settings =
                HealthSettings.of(checked(List.of("CMD-SHELL", "a b"), Duration.ZERO, 0))
                        .orElseThrow();

        assertThat(settings.command()).containsExactly("/bin/sh", "-c", "a b");
        assertThat(settings.retries()).isEqualTo(3);
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(30));
    }

    private static Probe probe(int second, int code) {
        return new Probe(BEGIN.plusSeconds(second), BEGIN.plusSeconds(second), code, "");
    }

    private static HealthSettings settings(Duration startPeriod, int retries) {
        return HealthSettings.of(checked(List.of("CMD", "true"), startPeriod, retries))
                .orElseThrow();
    }

    private static ContainerSpec checked(List<String> test, Duration startPeriod, int retries) {
        var old = Lifecycle.defaults();
        var check =
                new HealthCheck(
                        test, Duration.ZERO, Duration.ZERO, startPeriod, Duration.ZERO, retries);
        return ContainerSpec.ofImage("a")
                .with(
                        new Lifecycle(
                                old.restart(),
                                old.autoRemove(),
                                old.stopSignal(),
                                old.stopTimeoutSeconds(),
                                check,
                                old.log()));
    }

    private static ContainerSpec spec(Map<String, String> labels) {
        var spec = ContainerSpec.ofImage("a");
        var old = spec.identity();
        return spec.with(
                new Identity(
                        old.image(),
                        old.hostname(),
                        old.domainname(),
                        labels,
                        old.annotations(),
                        old.onBuild(),
                        old.containerIdFile()));
    }
}
