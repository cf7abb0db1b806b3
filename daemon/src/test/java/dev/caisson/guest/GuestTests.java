package dev.caisson.guest;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The program of a guest: runs the test classes it is given.
public final class GuestTests {
    static final String END = "@@end";
    private static final int LINES = 12;

    private GuestTests() {}

    public static void main(String[] classes) {
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                Arrays.stream(classes)
                                        .map(DiscoverySelectors::selectClass)
                                        .toList())
                        .build();
        LauncherFactory.create().execute(request, new Printer());
        System.out.println(END);
    }

    private static final class Printer implements TestExecutionListener {
        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            print(test, "SKIPPED", reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            var failure = result.getThrowable();
            if (test.isTest() || failure.isPresent())
                print(test, result.getStatus().name(), failure.map(Printer::text).orElse(""));
        }

        private static void print(TestIdentifier test, String status, String reason) {
            var name = test.getLegacyReportingName().replace(' ', '_');
            System.out.println(new TestOutcome(name, status, reason).line());
        }

        private static String text(Throwable failure) {
            return failure
                    + Arrays.stream(failure.getStackTrace())
                            .limit(LINES)
                            .map(frame -> "\n  at " + frame)
                            .collect(Collectors.joining());
        }
    }
}
