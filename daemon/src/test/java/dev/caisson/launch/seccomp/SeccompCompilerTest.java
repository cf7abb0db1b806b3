package dev.caisson.launch.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.launch.seccomp.Condition.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeccompCompilerTest {
    private static final KernelVersion KERNEL = new KernelVersion(6, 18);

    /// The 14 of a container that asks for nothing.
    private static final long USUAL = 0xA80425FBL;

    private static final long SYS_ADMIN = 1L << 21;
    private static final long ALL = (1L << 41) - 1;
    private static final Set<Integer> ARCHITECTURES =
            Set.of(0xC000_003E, 0x4000_0003, 0xC000_00B7, 0x4000_0028, 0);

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void the_default_profile_compiles_to_what_it_says(Abi host) {
        var profile = SeccompProfile.standard();
        for (long capabilities : new long[] {USUAL, 0, ALL, SYS_ADMIN, USUAL | SYS_ADMIN}) {
            compare(profile, new Environment(host, capabilities, KERNEL));
        }
        compare(profile, new Environment(host, USUAL, new KernelVersion(4, 7)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void a_random_profile_compiles_to_what_it_says(long seed) {
        var random = new Random(seed);
        var profile = randomProfile(random);

        compare(profile, new Environment(Abi.X86_64, random.nextLong() & ALL, KERNEL));
        compare(profile, new Environment(Abi.AARCH64, random.nextLong() & ALL, KERNEL));
    }

    @Test
    void targets_further_than_a_jump_reaches_are_reached() {
        var rules = new ArrayList<Rule>();
        int index = 0;
        for (var call : new TreeSet<>(SyscallNumbers.all(Abi.X86_64).keySet())) {
            index++;
            var condition = new Condition(index % 6, Operator.GREATER, index * 0x1_0000_0001L, 0);
            if (index <= 380)
                rules.add(
                        new Rule(
                                List.of(call),
                                Action.errno(index),
                                List.of(condition),
                                Guard.NONE));
        }
        var profile = new SeccompProfile("long", Action.ALLOW, 0, Set.of(), rules);

        assertThat(compare(profile, new Environment(Abi.X86_64, 0, KERNEL))).isGreaterThan(1500);
    }

    @Test
    void a_program_longer_than_the_kernel_takes_is_refused() {
        var conditions = new ArrayList<Condition>();
        for (int i = 0; i < 1200; i++)
            conditions.add(new Condition(0, Operator.NOT_EQUAL, i * 0x1_0000_0001L, 0));
        var rule = new Rule(List.of("read"), Action.ALLOW, conditions, Guard.NONE);
        var profile = new SeccompProfile("longer", Action.KILL_THREAD, 0, Set.of(), List.of(rule));
        var compiler = new SeccompCompiler(Abi.X86_64, KERNEL);

        assertThatThrownBy(() -> compiler.compile(profile, 0))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("at most 4096");
    }

    @Test
    void a_profile_is_compiled_once_for_each_set_of_capabilities() {
        var compiler = new SeccompCompiler(Abi.X86_64, KERNEL);

        var first = compiler.compile(SeccompProfile.standard(), USUAL);

        assertThat(compiler.compile(SeccompProfile.standard(), USUAL)).isSameAs(first);
        assertThat(compiler.compile(SeccompProfile.standard(), ALL)).isNotEqualTo(first);
        assertThat(first.name()).isEqualTo("default");
        assertThat(first.flags()).isEqualTo(4);
    }

    @Test
    void the_default_program_is_short() {
        var compiler = new SeccompCompiler(Abi.X86_64, KERNEL);

        var filter = compiler.compile(SeccompProfile.standard(), USUAL);

        assertThat(filter.program().length / 8).isLessThan(400);
    }

    /// Compares for all numbers there are and some beyond, and arguments at the edges.
    ///
    /// @return the length of the program
    private static int compare(SeccompProfile profile, Environment environment) {
        var compiler = new SeccompCompiler(environment.host(), environment.kernel());
        var program =
                new BpfInterpreter(compiler.compile(profile, environment.capabilities()).program());
        var plain = new PlainEvaluation(profile, environment);
        var numbers = numbers();
        var arguments = arguments(profile);
        var conditional = conditionalNumbers(profile);
        for (int architecture : ARCHITECTURES) {
            for (int number : numbers) {
                boolean matters = conditional.contains(number & ~Abi.X32_BIT);
                for (var each : matters ? arguments : arguments.subList(0, 1)) {
                    int compiled = program.run(new BpfInterpreter.Call(architecture, number, each));
                    var expected = plain.decide(architecture, number, each);
                    if (compiled == expected.returnValue()) continue;
                    assertThat(new Action(compiled))
                            .as("arch %x call %d arguments %d", architecture, number, each[0])
                            .isEqualTo(expected);
                }
            }
        }
        return program.length();
    }

    private static Set<Integer> conditionalNumbers(SeccompProfile profile) {
        var numbers = new TreeSet<Integer>();
        for (var rule : profile.rules()) {
            if (rule.conditions().isEmpty()) continue;
            for (var abi : Abi.values()) {
                for (var call : rule.calls()) abi.number(call).ifPresent(numbers::add);
            }
        }
        return numbers;
    }

    private static List<Integer> numbers() {
        var numbers = new TreeSet<Integer>();
        for (int number = 0; number < 600; number++) {
            numbers.add(number);
            numbers.add(number | Abi.X32_BIT);
        }
        for (int number = 0; number < 8; number++) numbers.add(Abi.ARM_PRIVATE + number);
        numbers.addAll(
                List.of(
                        -1,
                        -2,
                        Integer.MIN_VALUE,
                        Integer.MAX_VALUE,
                        Abi.X32_BIT - 1,
                        Abi.ARM_PRIVATE - 1));
        return List.copyOf(numbers);
    }

    private static List<long[]> arguments(SeccompProfile profile) {
        var values = new TreeSet<Long>(List.of(0L, -1L, 0xFFFF_FFFFL));
        profile.rules().stream()
                .flatMap(rule -> rule.conditions().stream())
                .limit(8)
                .forEach(
                        condition -> {
                            long operand = condition.operand();
                            values.addAll(List.of(operand - 1, operand, operand + 1));
                            values.addAll(List.of(operand ^ 1L << 32, operand & 0xFFFF_FFFFL));
                            values.add(condition.expected());
                            values.add(condition.expected() | ~operand);
                        });
        var arguments = new ArrayList<long[]>();
        for (long value : values)
            arguments.add(new long[] {value, value, value, value, value, value});
        return arguments;
    }

    private static SeccompProfile randomProfile(RandomGenerator random) {
        var names = List.copyOf(new TreeSet<>(SyscallNumbers.all(Abi.X86).keySet()));
        var actions =
                List.of(
                        Action.ALLOW,
                        Action.errno(1),
                        Action.errno(38),
                        Action.LOG,
                        Action.TRAP,
                        Action.trace(7),
                        Action.KILL_THREAD);
        var operands = List.of(0L, 1L, 38L, 0x8000_0000L, 0x1_0000_0000L, -1L, 0x7e02_0000L);
        var operators = List.of(Operator.values());
        var rules = new ArrayList<Rule>();
        for (int i = 0; i < 60; i++) {
            var calls = new ArrayList<String>();
            for (int call = random.nextInt(12); call >= 0; call--)
                calls.add(names.get(random.nextInt(names.size())));
            var conditions = new ArrayList<Condition>();
            for (int count = random.nextInt(3); count > 0; count--) {
                conditions.add(
                        new Condition(
                                random.nextInt(6),
                                operators.get(random.nextInt(operators.size())),
                                operands.get(random.nextInt(operands.size())),
                                operands.get(random.nextInt(operands.size()))));
            }
            var action = actions.get(random.nextInt(actions.size()));
            rules.add(new Rule(calls, action, conditions, Guard.NONE));
        }
        var otherwise = actions.get(random.nextInt(actions.size()));
        var interfaces = random.nextBoolean() ? Set.of(Abi.values()) : Set.<Abi>of();
        return new SeccompProfile("random", otherwise, 0, interfaces, rules);
    }
}
