package dev.caisson.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Who waits for an end waits for its readers too.
class RunEndTest {
    @Test
    void an_end_is_delivered_when_the_last_reader_has_finished() {
        var end = new RunEnd();
        var one = new Signal();
        var other = new Signal();
        end.add(one);
        end.add(other);
        var delivered = end.delivered();

        end.remove(one);
        end.reached();
        assertThat(delivered).isNotDone();

        end.remove(other);
        assertThat(delivered).isCompleted();
    }

    @Test
    void an_end_without_readers_is_delivered_at_once() {
        assertThat(RunEnd.past().delivered()).isCompleted();
    }

    @Test
    void a_reader_that_leaves_early_delivers_no_end() {
        var end = new RunEnd();
        var reader = new Signal();
        end.add(reader);

        end.remove(reader);

        assertThat(end.delivered()).isNotDone();
    }
}
