package dev.caisson.launch.seccomp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/// The numbers of system calls, read once from the resource `syscalls.table`: a line for each
/// call, a column for each interface.
final class SyscallNumbers {
    private static final String RESOURCE = "syscalls.table";
    private static final Map<Abi, Map<String, Integer>> NUMBERS = read();

    private SyscallNumbers() {}

    static OptionalInt of(Abi abi, String name) {
        var number = all(abi).get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    static Map<String, Integer> all(Abi abi) {
        return Objects.requireNonNull(NUMBERS.get(abi));
    }

    private static Map<Abi, Map<String, Integer>> read() {
        var numbers = new EnumMap<Abi, Map<String, Integer>>(Abi.class);
        for (var abi : Abi.values()) numbers.put(abi, new HashMap<>());
        var columns = Abi.values();
        for (var line : lines(RESOURCE)) {
            var fields = line.split(" ");
            for (int column = 0; column < columns.length; column++) {
                var field = fields[column + 1];
                if (field.equals("-")) continue;
                Objects.requireNonNull(numbers.get(columns[column]))
                        .put(fields[0], Integer.valueOf(field));
            }
        }
        return numbers;
    }

    /// The lines of a resource of this package without comments and empty ones.
    static java.util.List<String> lines(String resource) {
        try (var in = SyscallNumbers.class.getResourceAsStream(resource)) {
            var reader =
                    new BufferedReader(
                            new InputStreamReader(
                                    Objects.requireNonNull(in, resource), StandardCharsets.UTF_8));
            return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
