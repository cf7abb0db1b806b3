package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstProcessTest {
    private static final String NONE = "0000000000000000";
    private static final String TERM = "0000000000004000";

    @ParameterizedTest
    @CsvSource({
        // pids, blocked, caught, signal, dropped
        "'7\t1', " + NONE + ", " + NONE + ", 15, true",
        "'7\t1', " + NONE + ", " + TERM + ", 15, false",
        "'7\t1', " + TERM + ", " + NONE + ", 15, false",
        "'7\t1', " + NONE + ", " + TERM + ", 2, true",
        "'7\t1', " + NONE + ", " + NONE + ", 9, false",
        "'7\t4', " + NONE + ", " + NONE + ", 15, false",
        "'1', " + NONE + ", " + NONE + ", 15, false",
    })
    void the_first_process_drops_what_it_does_not_handle(
            String pids, String blocked, String caught, int signal, boolean dropped) {
        var status =
                List.of(
                        "Name:\tsh",
                        "NSpid:\t" + pids,
                        "SigBlk:\t" + blocked,
                        "SigCgt:\t" + caught);

        assertThat(FirstProcess.dropsSignal(status, signal)).isEqualTo(dropped);
    }
}
