package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.ProcessSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
    private static final UserDatabase DATABASE =
            UserDatabase.parse(
                    """
                    root:x:0:0:root:/root:/bin/sh
                    app:x:1000:1000::/home/app:/bin/sh
                    4294967296:x:0:0::/:/bin/sh
                    broken:x:-1:0::/:/bin/sh
                    huge:x:4294967296:0::/:/bin/sh
                    """,
                    """
                    root:x:0:
                    wheel:x:10:root,app
                    app:x:1000:
                    """);

    @Test
    void nobody_asked_for_is_root_with_its_groups() {
        assertThat(account("")).isEqualTo(account(0, 0, "/root", 0L, 10L));
    }

    @Test
    void a_name_brings_its_groups_and_home() {
        assertThat(account("app")).isEqualTo(account(1000, 1000, "/home/app", 1000L, 10L));
    }

    @Test
    void a_group_that_was_named_stands_alone() {
        assertThat(account("app:wheel")).isEqualTo(account(1000, 10, "/home/app", 10L));
    }

    @Test
    void a_number_nobody_has_is_taken_as_it_is() {
        assertThat(account("77:88")).isEqualTo(account(77, 88, "/", 88L));
        assertThat(account("4294967294")).isEqualTo(account(4294967294L, 0, "/", 0L));
    }

    @Test
    void more_groups_come_behind_by_name_and_number() {
        var account = Account.resolve("app", List.of("wheel", "44"), DATABASE);

        assertThat(account.user().additionalGids()).containsExactly(1000L, 10L, 44L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "4294967295", "-1", "99999999999", "0:0:0", "0:-1"})
    void a_number_that_does_not_fit_is_refused_and_never_looked_up_as_a_name(String user) {
        assertThatThrownBy(() -> account(user)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void unknown_names_are_told_as_docker_tells_them() {
        assertThatThrownBy(() -> account("nobody"))
                .hasMessage("unable to find user nobody: no matching entries in passwd file");
        assertThatThrownBy(() -> account("app:nogroup"))
                .hasMessage("unable to find group nogroup: no matching entries in group file");
        assertThatThrownBy(() -> account("huge")).isInstanceOf(InvalidInput.class);
    }

    private static Account account(String asked) {
        return Account.resolve(asked, List.of(), DATABASE);
    }

    private static Account account(long uid, long gid, String home, Long... groups) {
        return new Account(new ProcessSpec.User(uid, gid, List.of(groups)), home);
    }
}
