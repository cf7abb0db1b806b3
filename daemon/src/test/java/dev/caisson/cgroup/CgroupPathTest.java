package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.value.ContainerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"a/b", "/a/b", "//a//b/", "./a/./b"})
    void spellings_of_one_path_are_one(String text) {
        assertThat(CgroupPath.parse(text)).hasToString("a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", ".", "..", "a/../..", "../x", "a\nb", "a\0b"})
    void a_path_that_leaves_the_hierarchy_is_refused(String text) {
        assertThatThrownBy(() -> CgroupPath.parse(text))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused ->
                                assertThat(refused.code())
                                        .isEqualTo(FaultCode.CGROUP_PATH_INVALID));
    }

    @Test
    void names_and_paths_too_long_are_refused() {
        assertThat(CgroupPath.parse("x".repeat(255)).names()).hasSize(1);
        assertThatThrownBy(() -> CgroupPath.parse("x".repeat(256)))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> CgroupPath.parse("x/".repeat(2000)))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void a_container_is_named_by_its_full_id() {
        var id = ContainerId.random();

        assertThat(CgroupPath.standard().child(id)).hasToString("caisson/" + id.value());
    }
}
