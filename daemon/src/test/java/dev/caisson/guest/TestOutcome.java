package dev.caisson.guest;

import java.util.Optional;

/// One test that has run in a guest.
///
/// @param test class and method
/// @param status of JUnit: `SUCCESSFUL`, `FAILED`, `ABORTED`
/// @param reason the exception's first lines, or why it was skipped
public record TestOutcome(String test, String status, String reason) {
    private static final String MARK = "@@test ";

    String line() {
        return MARK + status + " " + test + " " + reason.replace('\n', '|').replace("\r", "");
    }

    static Optional<TestOutcome> parse(String line) {
        int start = line.indexOf(MARK);
        if (start < 0) return Optional.empty();
        var fields = line.substring(start + MARK.length()).split(" ", 3);
        return Optional.of(
                new TestOutcome(fields[1], fields[0], fields.length > 2 ? fields[2] : ""));
    }
}
