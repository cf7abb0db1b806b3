package dev.caisson.cli.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerRequestTest {
    private static Object body(String... words) throws IOException {
        var syntax =
                ContainerRequest.declare(
                        new Syntax("", "", 1, Syntax.ANY).flagsEndAtFirstArgument());
        var request = ContainerRequest.of(syntax.parse(List.of(words)));
        return Json.object(Json.parse(Json.write(request.body())));
    }

    private static String json(@org.jspecify.annotations.Nullable Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    -m 64m                            ~ Memory           ~ 67108864
                    --memory 1.5g                     ~ Memory           ~ 1610612736
                    --memory-swap -1                  ~ MemorySwap       ~ -1
                    --cpus 1.5                        ~ NanoCpus         ~ 1500000000
                    -c 512                            ~ CpuShares        ~ 512
                    --pids-limit 20                   ~ PidsLimit        ~ 20
                    --ulimit nofile=10:20             ~ Ulimits          ~ [{"Hard":20,"Name":"nofile","Soft":10}]
                    --rm                              ~ AutoRemove       ~ true
                    --restart on-failure:3            ~ RestartPolicy    ~ {"MaximumRetryCount":3,"Name":"on-failure"}
                    -v /a:/b:ro                       ~ Binds            ~ ["/a:/b:ro"]
                    --tmpfs /t:size=1m                ~ Tmpfs            ~ {"/t":"size=1m"}
                    --network none                    ~ NetworkMode      ~ "none"
                    --add-host x:1.2.3.4              ~ ExtraHosts       ~ ["x:1.2.3.4"]
                    --add-host y=[::1]                ~ ExtraHosts       ~ ["y:::1"]
                    --cap-drop ALL --cap-add KILL     ~ CapAdd           ~ ["CAP_KILL"]
                    --device /dev/fuse:rw             ~ Devices          ~ [{"CgroupPermissions":"rw","PathInContainer":"/dev/fuse","PathOnHost":"/dev/fuse"}]
                    --security-opt systempaths=unconfined ~ MaskedPaths  ~ []
                    --sysctl net.a=1                  ~ Sysctls          ~ {"net.a":"1"}
                    -p 8080:80                        ~ PortBindings     ~ {"80/tcp":[{"HostIp":"","HostPort":"8080"}]}
                    -p 127.0.0.1:53:53/udp            ~ PortBindings     ~ {"53/udp":[{"HostIp":"127.0.0.1","HostPort":"53"}]}
                    -p [::1]::80                      ~ PortBindings     ~ {"80/tcp":[{"HostIp":"::1","HostPort":""}]}
                    -p 80                             ~ PortBindings     ~ {"80/tcp":[{"HostIp":"","HostPort":""}]}
                    -p 8000-8001:80-81                ~ PortBindings     ~ {"80/tcp":[{"HostIp":"","HostPort":"8000"}],"81/tcp":[{"HostIp":"","HostPort":"8001"}]}
                    --log-driver none                 ~ LogConfig        ~ {"Config":{},"Type":"none"}
                    --mount type=tmpfs,dst=/x,tmpfs-mode=1777 ~ Mounts   ~ [{"Target":"/x","TmpfsOptions":{"Mode":1023},"Type":"tmpfs"}]
                    --mount "type=volume","src=a,b",dst=/x ~ Mounts ~ [{"Source":"a,b","Target":"/x","Type":"volume"}]
                    --mount type=bind,src=/a,dst=/b,idmap ~ Mounts ~ [{"BindOptions":{"IdMap":"owner"},"Source":"/a","Target":"/b","Type":"bind"}]
                    --mount type=bind,src=/a,dst=/b,idmap=uids=0-1000-10#20-9-1;gids=0-5-1 ~ Mounts ~ [{"BindOptions":{"IdMap":"uids=0-1000-10#20-9-1;gids=0-5-1"},"Source":"/a","Target":"/b","Type":"bind"}]
                    --device-read-bps /dev/sda:1mb    ~ BlkioDeviceReadBps ~ [{"Path":"/dev/sda","Rate":1048576}]
                    """)
    void a_flag_becomes_a_field_of_the_host_configuration(
            String flags, String field, String expected) throws IOException {
        var words = (flags + " busybox").split(" ");

        var value = Json.at(body(words), "HostConfig", field);

        assertThat(sorted(value)).isEqualTo(expected);
    }

    /// Objects with their members in order of names, because the parts build some of them
    /// unordered.
    private static String sorted(@org.jspecify.annotations.Nullable Object value) {
        if (value instanceof java.util.Map<?, ?>) {
            var members = new java.util.TreeMap<String, String>();
            Json.object(value).forEach((key, member) -> members.put(key, sorted(member)));
            var parts = members.entrySet().stream().map(m -> json(m.getKey()) + ":" + m.getValue());
            return parts.collect(java.util.stream.Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(ContainerRequestTest::sorted)
                    .collect(java.util.stream.Collectors.joining(",", "[", "]"));
        }
        return json(value);
    }

    @Test
    void what_was_not_given_leaves_no_trace() throws IOException {
        var body = body("busybox", "ls", "-l");

        assertThat(json(body))
                .isEqualTo(
                        "{\"OpenStdin\":false,\"Tty\":false,\"Image\":\"busybox\",\"Cmd\":[\"ls\",\"-l\"],"
                                + "\"HostConfig\":{},\"NetworkingConfig\":{\"EndpointsConfig\":{}}}");
    }

    @Test
    void variables_come_from_files_flags_and_the_environment(@TempDir Path directory)
            throws IOException {
        var file = directory.resolve("env");
        Files.writeString(file, "# comment\n\nA=1\nHOME\nNOT_SET_ANYWHERE_X\n");

        var body = body("--env-file", file.toString(), "-e", "B=2=3", "busybox");

        assertThat(Json.list(Json.at(body, "Env")))
                .containsExactly("A=1", "HOME=" + System.getenv("HOME"), "B=2=3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    -m 1x               ~ invalid size
                    --cpus a            ~ as a rational number
                    --ulimit x          ~ invalid ulimit argument
                    -p 1-2:80-82        ~ invalid ranges
                    -p 99999:80         ~ invalid port range
                    -p x                ~ invalid containerPort
                    --mount type=bind   ~ target is required
                    --mount foo=1       ~ unexpected key 'foo'
                    --mount type=bind,src="/a",dst=/b ~ bare " in non-quoted field
                    --rm --restart always ~ cannot specify both --restart and --rm
                    --health-interval 5 ~ invalid duration
                    --device a:b:c:d    ~ invalid device specification
                    """)
    void what_does_not_parse_is_refused_before_the_daemon_is_asked(String flags, String message) {
        assertThatThrownBy(() -> body((flags + " busybox").split(" ")))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining(message);
    }
}
