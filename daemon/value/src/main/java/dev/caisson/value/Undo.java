package dev.caisson.value;

import java.util.ArrayDeque;
import java.util.Deque;

/// A stack of things to take back when a construction fails half-way.
///
/// Everything added is closed in reverse order by [#close], unless [#commit] was called before. All
/// steps run even when one fails: the first failure is thrown, the later ones are suppressed in it.
/// Not safe for use by several threads.
public final class Undo implements AutoCloseable {
    /// One step back.
    @FunctionalInterface
    public interface Step {
        void undo();
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    /// Adds a resource that is closed when the construction fails.
    ///
    /// @return the same resource, for use in an expression
    public <T extends AutoCloseable> T add(T resource) {
        steps.push(() -> closeUnchecked(resource));
        return resource;
    }

    /// Adds a step that is run when the construction fails.
    public void add(Step step) {
        steps.push(step);
    }

    /// Keeps everything that was added: [#close] does nothing from here on.
    ///
    /// @return the result, for use in a return statement
    public <T> T commit(T result) {
        steps.clear();
        return result;
    }

    @Override
    public void close() {
        RuntimeException first = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().undo();
            } catch (RuntimeException failure) {
                if (first == null) first = failure;
                else first.addSuppressed(failure);
            }
        }
        if (first != null) throw first;
    }

    private static void closeUnchecked(AutoCloseable resource) {
        try {
            resource.close();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new UndoFailed(failure);
        }
    }

    /// A checked exception met while undoing.
    public static final class UndoFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        UndoFailed(Exception cause) {
            super(cause);
        }
    }
}
