package dev.caisson.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessFactsTest {
    private static final String STAT =
            "77 (a) b) S 1 77 77 34816 77 4194560 1 2 3 4 250 150 7 8 20 0 3 0 1000 8192000 500 "
                    + "9 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0";

    @Test
    void a_name_may_have_parentheses_and_blanks() {
        var process = ProcessFacts.parse(77, STAT, "a b\0c\0", 0, 0);

        assertThat(process.comm()).isEqualTo("a) b");
        assertThat(process.commandLine()).isEqualTo("a b c");
        assertThat(process.stat(1)).isEqualTo("1");
        assertThat(process.terminal()).isEqualTo("pts/0");
        assertThat(process.states()).isEqualTo("Ssl+");
        assertThat(process.cpuSeconds()).isEqualTo(4);
        assertThat(process.residentKibibytes()).isEqualTo(2000);
    }

    @Test
    void a_kernel_thread_is_shown_by_its_name() {
        assertThat(ProcessFacts.parse(77, STAT, "", 0, 0).commandLine()).isEqualTo("[a) b]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | UID,PID,PPID,C,STIME,TTY,TIME,CMD",
                "-ef | UID,PID,PPID,C,STIME,TTY,TIME,CMD",
                "aux | USER,PID,%CPU,%MEM,VSZ,RSS,TTY,STAT,START,TIME,COMMAND",
                "-eo pid,comm | PID,COMMAND",
                "-o pid,user -o args | PID,USER,COMMAND",
                "-o pid=PID,etime=AGE | PID,AGE",
                "-A | PID,TTY,TIME,CMD",
                "ax | PID,TTY,STAT,TIME,COMMAND",
                "-el | F,S,UID,PID,PPID,C,PRI,NI,SZ,WCHAN,TTY,TIME,CMD",
            })
    void arguments_choose_columns(String arguments, String titles) {
        assertThat(ProcessTable.of(List.of(), arguments).titles())
                .isEqualTo(List.of(titles.split(",")));
    }

    @ParameterizedTest
    @CsvSource({
        "-o comm, PS_PID_MISSING",
        "'-o pid,nonsense', PS_COLUMN_UNKNOWN",
        "-Z, PS_ARGUMENTS_INVALID",
        "-o, PS_ARGUMENTS_INVALID"
    })
    void what_cannot_be_shown_is_refused(String arguments, FaultCode code) {
        assertThatThrownBy(() -> ProcessTable.of(List.of(), arguments))
                .isInstanceOfSatisfying(
                        InvalidInput.class, fault -> assertThat(fault.code()).isEqualTo(code));
    }

    @Test
    void devices_of_the_network_are_counted_without_the_loopback() {
        var text =
                """
                Inter-|   Receive                            |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes packets
                    lo: 5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0
                  eth0:1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0
                """;

        assertThat(NetworkDevices.parse(text.lines().toList()))
                .singleElement()
                .satisfies(
                        device -> {
                            assertThat(device.device()).isEqualTo("eth0");
                            assertThat(device.received().bytes()).isEqualTo(1000);
                            assertThat(device.received().dropped()).isEqualTo(2);
                            assertThat(device.sent().bytes()).isEqualTo(2000);
                            assertThat(device.sent().errors()).isEqualTo(3);
                        });
    }
}
