package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to an update.
public record UpdateAnswer(@JsonProperty("Warnings") @Nullable List<String> warnings) {}
