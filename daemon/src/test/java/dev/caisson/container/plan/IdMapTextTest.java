package dev.caisson.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.IdMap;
import dev.caisson.spec.IdMap.Range;
import dev.caisson.spec.ProcessSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdMapTextTest {
    private static final ProcessSpec.User USER = new ProcessSpec.User(1000, 100, List.of());

    @Test
    void ranges_are_what_is_stored_what_is_shown_and_how_many() {
        var map = IdMapText.parse("uids=0-1000-10#@20-7-1;gids=5-6-2", USER);

        assertThat(map)
                .isEqualTo(
                        new IdMap.Ranges(
                                List.of(new Range(0, 1000, 10), new Range(20, 7, 1)),
                                List.of(new Range(5, 6, 2))));
    }

    @Test
    void a_kind_that_is_not_named_stays_as_it_is() {
        var all = List.of(new Range(0, 0, 4294967295L));

        assertThat(IdMapText.parse("uids=1-2-1", USER))
                .isEqualTo(new IdMap.Ranges(List.of(new Range(1, 2, 1)), all));
    }

    @Test
    void the_owner_and_the_user_change_places_and_nobody_else() {
        var map = (IdMap.Owner) IdMapText.parse("owner", USER);

        assertThat(map.of(0, 100))
                .isEqualTo(
                        new IdMap.Ranges(
                                List.of(
                                        new Range(0, 1000, 1),
                                        new Range(1, 1, 999),
                                        new Range(1000, 0, 1),
                                        new Range(1001, 1001, 4294966294L)),
                                List.of(new Range(0, 0, 4294967295L))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    x                     | not uids= or gids=
                    uids=                 | not a range
                    uids=1-2              | not a range
                    uids=1-2-3-4          | not a range
                    uids=a-2-3            | not a range
                    uids=0-0-0            | a range of no ids
                    uids=0-4294967295-1   | ids end at 4294967294
                    uids=1-2-4294967294   | ids end at 4294967294
                    uids=0-10-5#4-20-1    | some ids are in another range too
                    uids=0-10-5#9-14-1    | some ids are in another range too
                    uids=0-1-1;names=0-1-1 | not uids= or gids=
                    """)
    void what_is_no_map_is_refused(String written, String why) {
        assertThatThrownBy(() -> IdMapText.parse(written, USER))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("invalid idmap: ")
                .hasMessageContaining(why);
    }
}
