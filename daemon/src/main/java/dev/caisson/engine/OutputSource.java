package dev.caisson.engine;

import dev.caisson.stdio.OutputReading;

/// Output for one client.
public interface OutputSource extends OutputReading {
    /// Whether a terminal wrote it: then there is one stream and no framing.
    boolean tty();
}
