package dev.caisson.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.spec.Resources.DeviceRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceProgramTest {
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;
    private static final int MAKE = 1;
    private static final int READ = 2;
    private static final int WRITE = 4;

    @Test
    void what_no_rule_allows_is_denied() {
        assertThat(run(List.of(), CHARACTER, READ, 1, 3)).isFalse();
    }

    @Test
    void the_last_rule_that_matches_decides() {
        var rules =
                List.of(
                        new DeviceRule(false, 'a', -1, -1, "rwm"),
                        new DeviceRule(true, 'c', -1, -1, "m"),
                        new DeviceRule(true, 'c', 1, 3, "rw"),
                        new DeviceRule(true, 'b', 8, -1, "r"),
                        new DeviceRule(false, 'b', 8, 2, "r"));

        assertThat(run(rules, CHARACTER, READ | WRITE, 1, 3)).isTrue();
        assertThat(run(rules, CHARACTER, READ | WRITE | MAKE, 1, 3)).isFalse();
        assertThat(run(rules, CHARACTER, MAKE, 99, 99)).isTrue();
        assertThat(run(rules, BLOCK, READ, 8, 1)).isTrue();
        assertThat(run(rules, BLOCK, READ, 8, 2)).isFalse();
        assertThat(run(rules, BLOCK, WRITE, 8, 1)).isFalse();
    }

    @Test
    void rules_for_one_device_that_follow_each_other_are_one() {
        var rules =
                List.of(new DeviceRule(true, 'c', 1, 3, "r"), new DeviceRule(true, 'c', 1, 3, "w"));

        assertThat(run(rules, CHARACTER, READ | WRITE, 1, 3)).isTrue();
    }

    @Test
    void nothing_follows_a_rule_for_everything() {
        var everything = new DeviceRule(true, 'a', -1, -1, "rwm");
        var program =
                DeviceProgram.compile(List.of(new DeviceRule(false, 'c', 1, 1, "r"), everything));

        // The verifier refuses instructions that cannot be reached.
        assertThat(program).hasSize(8 * (6 + 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_program_does_what_its_rules_say(long seed) {
        var random = new Random(seed);
        var accesses = List.of("r", "w", "m", "rw", "rwm", "rm");
        var rules = new ArrayList<DeviceRule>();
        for (int i = 0; i < 12; i++)
            rules.add(
                    new DeviceRule(
                            random.nextBoolean(),
                            random.nextInt(5) == 0 ? 'a' : random.nextBoolean() ? 'b' : 'c',
                            random.nextInt(4) - 1,
                            random.nextInt(4) - 1,
                            accesses.get(random.nextInt(accesses.size()))));
        for (int type = BLOCK; type <= CHARACTER; type++) {
            for (int access = 1; access < 8; access++) {
                for (int major = 0; major < 3; major++) {
                    for (int minor = 0; minor < 3; minor++)
                        assertThat(run(rules, type, access, major, minor))
                                .as("%s: %d %d %d:%d", rules, type, access, major, minor)
                                .isEqualTo(decide(rules, type, access, major, minor));
                }
            }
        }
    }

    private static boolean decide(
            List<DeviceRule> rules, int type, int access, int major, int minor) {
        for (int last = rules.size() - 1; last >= 0; last--) {
            var rule = rules.get(last);
            int named = 0;
            // Rules just before it that differ in access only count as one with it.
            for (int same = last; same >= 0 && sameDevice(rules.get(same), rule); same--) {
                named |= rules.get(same).access().contains("r") ? READ : 0;
                named |= rules.get(same).access().contains("w") ? WRITE : 0;
                named |= rules.get(same).access().contains("m") ? MAKE : 0;
            }
            boolean device =
                    (rule.type() == 'a' || (rule.type() == 'b') == (type == BLOCK))
                            && (rule.major() < 0 || rule.major() == major)
                            && (rule.minor() < 0 || rule.minor() == minor);
            boolean covers = rule.allow() ? (access & ~named) == 0 : (access & named) != 0;
            if (device && covers) return rule.allow();
        }
        return false;
    }

    private static boolean sameDevice(DeviceRule one, DeviceRule other) {
        return one.allow() == other.allow()
                && one.type() == other.type()
                && one.major() == other.major()
                && one.minor() == other.minor();
    }

    /// Runs the few instructions such a program has.
    private static boolean run(List<DeviceRule> rules, int type, int access, int major, int minor) {
        var program = ByteBuffer.wrap(DeviceProgram.compile(rules)).order(ByteOrder.LITTLE_ENDIAN);
        int[] context = {access << 16 | type, major, minor};
        var registers = new int[10];
        for (int at = 0; ; at++) {
            int code = program.get(at * 8) & 0xFF;
            int to = program.get(at * 8 + 1) & 0xF;
            int from = program.get(at * 8 + 1) >> 4 & 0xF;
            int offset = program.getShort(at * 8 + 2);
            int constant = program.getInt(at * 8 + 4);
            switch (code) {
                case 0x61 -> registers[to] = context[offset / 4];
                case 0xBC -> registers[to] = registers[from];
                case 0xB4 -> registers[to] = constant;
                case 0x54 -> registers[to] &= constant;
                case 0x74 -> registers[to] >>>= constant;
                case 0x56 -> at += registers[to] != constant ? offset : 0;
                case 0x16 -> at += registers[to] == constant ? offset : 0;
                case 0x95 -> {
                    return registers[0] == 1;
                }
                default -> throw new AssertionError("no instruction " + code);
            }
        }
    }
}
