package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Something that `POST /system/check` found. Not Docker's.
///
/// @param damage such as `BLOB_CORRUPT`
/// @param remedy such as `MADE_AGAIN`; `NONE` when nothing was done
/// @param open whether something is still wrong
public record CheckFinding(
        @JsonProperty("Damage") String damage,
        @JsonProperty("Subject") String subject,
        @JsonProperty("Detail") String detail,
        @JsonProperty("Remedy") String remedy,
        @JsonProperty("Open") boolean open) {}
