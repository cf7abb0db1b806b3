package dev.caisson.engine;

import dev.caisson.value.Bytes;

/// How full the disk of the data root may get.
public sealed interface Watermark {
    /// Of the disk.
    record Percent(int percent) implements Watermark {}

    /// Of image data.
    record Size(Bytes size) implements Watermark {}
}
