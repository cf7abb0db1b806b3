package dev.caisson.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A mount as it was asked for.
public record Mount(
        @JsonProperty("Type") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String type,
        @JsonProperty("Source") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String source,
        @JsonProperty("Target") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String target,
        @JsonProperty("ReadOnly") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean readOnly,
        @JsonProperty("Consistency") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                @Nullable String consistency,
        @JsonProperty("BindOptions") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable BindOptions bindOptions,
        @JsonProperty("VolumeOptions") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable VolumeOptions volumeOptions,
        @JsonProperty("ImageOptions") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable ImageOptions imageOptions,
        @JsonProperty("TmpfsOptions") @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable TmpfsOptions tmpfsOptions) {
    /// Of a bind mount.
    ///
    /// @param idMap whose its files seem to be, `uids=0-1000-10;gids=0-1000-10` or `owner`; not
    ///     Docker's
    public record BindOptions(
            @JsonProperty("Propagation") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String propagation,
            @JsonProperty("NonRecursive") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    boolean nonRecursive,
            @JsonProperty("CreateMountpoint") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    boolean createMountpoint,
            @JsonProperty("ReadOnlyNonRecursive") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    boolean readOnlyNonRecursive,
            @JsonProperty("ReadOnlyForceRecursive") @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                    boolean readOnlyForceRecursive,
            @JsonProperty("IdMap") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String idMap) {}

    /// Of a volume.
    public record VolumeOptions(
            @JsonProperty("NoCopy") @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean noCopy,
            @JsonProperty("Labels") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, String> labels,
            @JsonProperty("Subpath") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String subpath,
            @JsonProperty("DriverConfig") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Driver driverConfig) {}

    /// The driver a volume is made with.
    public record Driver(
            @JsonProperty("Name") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String name,
            @JsonProperty("Options") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable Map<String, String> options) {}

    /// Of an image.
    public record ImageOptions(
            @JsonProperty("Subpath") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable String subpath) {}

    /// Of a tmpfs.
    ///
    /// @param mode permission bits
    /// @param options each a key, or a key and a value
    public record TmpfsOptions(
            @JsonProperty("SizeBytes") @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sizeBytes,
            @JsonProperty("Mode") @JsonInclude(JsonInclude.Include.NON_DEFAULT) int mode,
            @JsonProperty("Options") @JsonInclude(JsonInclude.Include.NON_EMPTY)
                    @Nullable List<List<String>> options) {}
}
