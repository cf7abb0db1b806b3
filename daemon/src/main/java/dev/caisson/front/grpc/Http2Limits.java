package dev.caisson.front.grpc;

import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;

/// What one connection may cost us, whoever is at its other end.
final class Http2Limits {
    /// A build has some ten calls at a time, and a bake some builds.
    static final int STREAMS = 250;

    static final int HEADERS = 64 * 1024;
    static final int MESSAGE = 16 << 20;

    /// Of one stream; as much waits for a slow reader of ours.
    static final int WINDOW = 256 * 1024;

    private static final int FRAME = 64 * 1024;
    private static final int EMPTY_FRAMES = 2;
    private static final int CONTINUATIONS = 16;
    private static final int CONTROL_FRAMES = 1000;
    private static final int RESETS = 400;
    private static final int SECONDS = 30;

    private Http2Limits() {}

    static Http2FrameCodecBuilder server() {
        return limited(Http2FrameCodecBuilder.forServer())
                .decoderEnforceMaxRstFramesPerWindow(RESETS, SECONDS)
                .initialSettings(settings().maxConcurrentStreams(STREAMS));
    }

    static Http2FrameCodecBuilder client() {
        return limited(Http2FrameCodecBuilder.forClient())
                .initialSettings(settings().pushEnabled(false).maxConcurrentStreams(0));
    }

    private static Http2FrameCodecBuilder limited(Http2FrameCodecBuilder builder) {
        return builder.decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_FRAMES)
                .decoderEnforceMaxSmallContinuationFrames(CONTINUATIONS)
                .encoderEnforceMaxQueuedControlFrames(CONTROL_FRAMES)
                .gracefulShutdownTimeoutMillis(0)
                .validateHeaders(true);
    }

    private static Http2Settings settings() {
        return Http2Settings.defaultSettings()
                .initialWindowSize(WINDOW)
                .maxFrameSize(FRAME)
                .maxHeaderListSize(HEADERS);
    }
}
