package dev.caisson.container.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.sys.MountFlag;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalOptionsTest {
    private static LocalOptions parse(String written) {
        Map<String, String> options =
                written.isEmpty()
                        ? Map.of()
                        : Arrays.stream(written.split(" ", -1))
                                .map(each -> each.split("=", 2))
                                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        return LocalOptions.parse("data", options);
    }

    @Test
    void a_directory_of_ours_may_have_a_size() {
        assertThat(parse("")).isEqualTo(new LocalOptions.Directory(0));
        assertThat(parse("size=10m")).isEqualTo(new LocalOptions.Directory(10 << 20));
        assertThat(parse("type= device= o=")).isEqualTo(new LocalOptions.Directory(0));
    }

    @Test
    void a_bind_is_another_directory() {
        assertThat(parse("type=none device=/a/./b/../c o=bind,ro"))
                .isEqualTo(new LocalOptions.Bound(Path.of("/a/c"), false, true));
        assertThat(parse("type=none device=/a o=rbind"))
                .isEqualTo(new LocalOptions.Bound(Path.of("/a"), true, false));
    }

    @Test
    void words_of_mount_are_flags_and_the_rest_is_for_the_file_system() {
        long flags = MountFlag.MS_NOSUID | MountFlag.MS_NODEV;

        assertThat(parse("type=nfs device=:/x o=addr=h,nosuid,nodev,ro,rw,_netdev,vers=4"))
                .isEqualTo(new LocalOptions.Mounted("nfs", ":/x", flags, "addr=h,vers=4"));
    }

    @Test
    void the_size_of_a_tmpfs_is_one_of_its_options() {
        assertThat(parse("type=tmpfs device=tmpfs size=1k"))
                .isEqualTo(new LocalOptions.Mounted("tmpfs", "tmpfs", 0, "size=1024"));
        assertThat(parse("type=tmpfs device=tmpfs o=mode=700 size=1k"))
                .isEqualTo(new LocalOptions.Mounted("tmpfs", "tmpfs", 0, "mode=700,size=1024"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    foo=1                              | invalid option: "foo"
                    type=tmpfs                         | missing required option: "device"
                    device=/x                          | missing required option: "type"
                    o=ro                               | missing required option: "device"
                    type=nfs device=                   | missing device in volume options
                    size=ten                           | invalid size: 'ten'
                    type=none device=a o=bind          | device of a bind must be an absolute path
                    type=none device=/a o=bind size=1g | size limits directories of the engine
                    type=nfs device=:/x size=1g        | size limits directories of the engine
                    type=tmpfs device=t o=size=1 size=2 | size is given twice
                    """)
    void what_cannot_be_meant_is_refused(String options, String why) {
        assertThatThrownBy(() -> parse(options))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("create data: ")
                .hasMessageContaining(why);
    }
}
