package dev.caisson.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Figures of one thing that was done several times: times in milliseconds, or what was added.
final class Measured {
    private final List<Double> figures = new ArrayList<>();

    void time(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        since(begin);
    }

    <T> T timed(Supplier<T> work) {
        long begin = System.nanoTime();
        var result = work.get();
        since(begin);
        return result;
    }

    private void since(long begin) {
        add((System.nanoTime() - begin) / 1e6);
    }

    void add(double figure) {
        figures.add(figure);
    }

    double median() {
        return figures.stream().sorted().toList().get(figures.size() / 2);
    }

    double least() {
        return figures.stream().sorted().toList().getFirst();
    }

    int count() {
        return figures.size();
    }

    /// Prints the median and the least.
    void say(String what) {
        say(what, median(), "ms, median of " + count() + ", least " + text(least()));
    }

    static void say(String what, double figure, String unit) {
        System.out.println(String.format(Locale.ROOT, "bench  %-48s %9.2f %s", what, figure, unit));
    }

    private static String text(double figure) {
        return String.format(Locale.ROOT, "%.2f", figure);
    }
}
