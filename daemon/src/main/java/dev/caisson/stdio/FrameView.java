package dev.caisson.stdio;

import java.io.IOException;
import java.util.Set;

/// What a reading makes of frames for its sink.
interface FrameView {
    /// @return false when nothing after this frame is wanted
    boolean frame(LogCursor.Step.Frame step, OutputSink sink)
            throws IOException, InterruptedException;

    /// Frames are missing here.
    void skipped(long bytes, OutputSink sink) throws IOException, InterruptedException;

    /// Nothing more will come.
    void end(OutputSink sink) throws IOException, InterruptedException;

    /// The output as it came.
    record Plain(Set<StreamKind> streams) implements FrameView {
        @Override
        public boolean frame(LogCursor.Step.Frame step, OutputSink sink)
                throws IOException, InterruptedException {
            var frame = step.frame();
            if (streams.contains(frame.stream())) sink.write(frame.stream(), frame.bytes());
            return true;
        }

        @Override
        public void skipped(long bytes, OutputSink sink) throws IOException, InterruptedException {
            sink.skipped(bytes);
        }

        @Override
        public void end(OutputSink sink) {}
    }
}
