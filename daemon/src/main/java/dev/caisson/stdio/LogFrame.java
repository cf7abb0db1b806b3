package dev.caisson.stdio;

import java.nio.ByteBuffer;
import java.time.Instant;

/// What the holder got by one read(2) from the container.
///
/// @param time when the holder read it, CLOCK_REALTIME
/// @param bytes 1 to 65 536 bytes; belongs to the reader that gave it and is valid only until that
/// reader moves on
public record LogFrame(Instant time, StreamKind stream, ByteBuffer bytes) {}
