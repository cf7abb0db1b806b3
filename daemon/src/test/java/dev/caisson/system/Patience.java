package dev.caisson.system;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// How long tests wait for a state that comes within moments on a quiet machine: so long that only
/// what never comes is missed, whatever else the machine does.
public final class Patience implements LauncherSessionListener {
    /// For one state or the end of one command.
    public static final Duration LONG = Duration.ofSeconds(90);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LONG);
    }
}
