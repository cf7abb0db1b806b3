package dev.caisson.engine;

import dev.caisson.stdio.OutputReading;
import dev.caisson.stdio.OutputSink;

/// Output and nothing else.
record ReadOnlySource(OutputReading reading, boolean tty) implements OutputSource {
    @Override
    public End pump(OutputSink sink) throws InterruptedException {
        return reading.pump(sink);
    }

    @Override
    public void close() {
        reading.close();
    }
}
