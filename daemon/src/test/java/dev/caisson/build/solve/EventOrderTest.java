package dev.caisson.build.solve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.build.BuildEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventOrderTest {
    private final List<String> heard = new ArrayList<>();
    private final EventOrder order =
            new EventOrder(event -> heard.add(((BuildEvent.Note) event).text()), List.of(0, 2, 3));

    @Test
    void what_later_stages_say_waits_for_the_earlier_ones() {
        say(2, "c");
        say(0, "a");
        order.end(2);
        say(3, "d");
        say(0, "b");

        order.end(0);
        say(3, "e");

        assertThat(heard).containsExactly("a", "b", "c", "d", "e");
    }

    private void say(int stage, String text) {
        order.of(stage).on(new BuildEvent.Note(text));
    }
}
