package dev.caisson.cli.terminal;

import java.util.List;
import java.util.function.Consumer;
import org.jline.utils.Signals;

/// Signals sent to the command line, handed to the container instead. SIGQUIT stays with the JVM,
/// and SIGKILL and SIGSTOP cannot be caught.
public final class ForwardedSignals {
    private static final List<String> FORWARDED =
            List.of("INT", "TERM", "HUP", "USR2", "CONT", "ALRM");

    private ForwardedSignals() {}

    /// @param forward gets the name of each signal, without `SIG`, on a thread of the JVM
    public static void to(Consumer<String> forward) {
        for (var name : FORWARDED) Signals.register(name, () -> forward.accept(name));
    }
}
