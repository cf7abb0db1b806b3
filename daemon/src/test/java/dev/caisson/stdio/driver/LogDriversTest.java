package dev.caisson.stdio.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.LogLayout;
import dev.caisson.value.Bytes;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names and options of log drivers. The refusals are those of dockerd 28.
class LogDriversTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    foo       ~ ''                        ~ error looking up logging plugin foo: plugin "foo" not found
                    json-file ~ bogus=1                   ~ unknown log opt 'bogus' for json-file log driver
                    local     ~ bogus=1                   ~ unknown log opt 'bogus' for log driver local
                    syslog    ~ bogus=1                   ~ unknown log opt 'bogus' for syslog log driver
                    json-file ~ mode=bogus                ~ logger: logging mode not supported: bogus
                    json-file ~ max-buffer-size=1m        ~ logger: max-buffer-size option is only supported with 'mode=non-blocking'
                    json-file ~ mode=non-blocking max-buffer-size=xx ~ error parsing option max-buffer-size: invalid size: 'xx'
                    json-file ~ max-size=xx               ~ failed to initialize logging driver: invalid size: 'xx'
                    json-file ~ max-file=xx               ~ failed to initialize logging driver: strconv.Atoi: parsing "xx": invalid syntax
                    json-file ~ max-file=0                ~ failed to initialize logging driver: max-file cannot be less than 1
                    json-file ~ compress=true             ~ failed to initialize logging driver: compress cannot be true when max-file is less than 2 or max-size is not set
                    json-file ~ cache-disabled=maybe      ~ invalid value for option cache-disabled: maybe
                    json-file ~ labels-regex=(            ~ failed to initialize logging driver: error parsing regexp
                    json-file ~ tag={{.Foo}}              ~ failed to initialize logging driver: template: log-tag: can't evaluate .Foo
                    syslog    ~ syslog-address=foo://x    ~ unsupported scheme: 'foo'
                    syslog    ~ syslog-facility=foo       ~ invalid syslog facility
                    syslog    ~ syslog-format=foo         ~ Invalid syslog format
                    gelf      ~ ''                        ~ gelf-address is a required parameter
                    gelf      ~ gelf-address=http://x     ~ gelf: endpoint needs to be TCP or UDP
                    gelf      ~ gelf-address=udp://x      ~ gelf: please provide gelf-address as proto://host:port
                    gelf      ~ gelf-address=tcp://h:1 gelf-compression-type=gzip ~ compression is only supported on UDP
                    gelf      ~ gelf-address=udp://h:1 gelf-compression-type=foo ~ unknown value "foo" for log opt "gelf-compression-type" for gelf log driver
                    fluentd   ~ fluentd-address=foo://x   ~ invalid fluentd-address (foo://x): unsupported scheme: 'foo'
                    """)
    void what_docker_refuses_is_refused_in_its_words(String driver, String options, String text) {
        assertThatThrownBy(() -> parse(driver, options))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith(text);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 5, 12582912",
        "max-size=1m, 5, 1048576",
        "max-size=1m max-file=1, 2, 524288",
        "max-file=3, 3, 20971520",
        "max-size=1m max-file=128, 64, 2097152",
        "max-size=1k max-file=2, 2, 65536"
    })
    void local_bounds_the_ring(String options, int segments, long bytes) {
        assertThat(parse("local", options).layout())
                .isEqualTo(new LogLayout(segments, new Bytes(bytes)));
    }

    @Test
    void json_file_waits_and_others_do_not_unless_told() {
        assertThat(parse("json-file", "").lossless()).isTrue();
        assertThat(parse("json-file", "mode=non-blocking").lossless()).isFalse();
        assertThat(parse("journald", "").lossless()).isFalse();
        assertThat(parse("journald", "mode=blocking").lossless()).isTrue();
    }

    @Test
    void only_none_and_a_switched_off_cache_cannot_be_read() {
        assertThat(parse("none", "").readable()).isFalse();
        assertThat(parse("journald", "cache-disabled=true").readable()).isFalse();
        assertThat(parse("json-file", "cache-disabled=true").readable()).isTrue();
        assertThat(parse("journald", "").readable()).isTrue();
    }

    private static LogDriverSettings parse(String driver, String options) {
        Map<String, String> map =
                options.isEmpty()
                        ? Map.of()
                        : Arrays.stream(options.split(" "))
                                .map(option -> option.split("=", 2))
                                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return LogDrivers.parse(driver, map, LogLayout.defaults());
    }
}
