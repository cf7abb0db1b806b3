package dev.caisson.front.docker;

import dev.caisson.engine.Containers;
import dev.caisson.engine.Filters;
import dev.caisson.engine.Upkeep;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unavailable;
import dev.caisson.front.docker.convert.ContainerWriter;
import dev.caisson.front.docker.convert.ImageWriter;
import dev.caisson.front.docker.convert.VolumeWriter;
import dev.caisson.front.http.Answer;
import dev.caisson.image.ImageFilters;
import dev.caisson.image.ImageStore.LayerUse;
import dev.caisson.image.StoreFinding;
import dev.caisson.wire.BuildCacheItem;
import dev.caisson.wire.CheckFinding;
import dev.caisson.wire.ContainerSummary;
import dev.caisson.wire.DiskAccount;
import dev.caisson.wire.DiskUsage;
import dev.caisson.wire.ImageSummary;
import dev.caisson.wire.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// What the data root holds, and whether it is sound.
final class UpkeepEndpoints {
    private static final Set<String> TYPES = Set.of("container", "image", "volume", "build-cache");

    private final Engine engine;

    UpkeepEndpoints(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.get("/system/df", this::usage).post("/system/check", this::check);
    }

    /// `accounts=1` is not Docker's: it adds every byte of the data root.
    private Answer usage(Call call) throws IOException {
        var types = call.query().all("type");
        for (var type : types) {
            if (!TYPES.contains(type)) {
                throw new InvalidInput(FaultCode.FILTER_VALUES_INVALID, "type", type);
            }
        }
        var layers = engine.upkeep().layers();
        boolean isWhole = types.isEmpty();
        return call.ok(
                "usage",
                new DiskUsage(
                        isWhole || types.contains("image") ? size(layers) : 0,
                        isWhole || types.contains("image") ? images(layers) : List.of(),
                        isWhole || types.contains("container") ? containers() : List.of(),
                        isWhole || types.contains("volume") ? volumes() : List.of(),
                        isWhole || types.contains("build-cache") ? cached() : List.of(),
                        call.query().flag("accounts") ? accounts() : null));
    }

    private static long size(List<LayerUse> layers) {
        return layers.stream()
                .filter(layer -> !layer.images().isEmpty())
                .mapToLong(LayerUse::size)
                .sum();
    }

    private List<ImageSummary> images(List<LayerUse> layers) {
        return engine.images().list(ImageFilters.all()).stream()
                .map(
                        listed ->
                                ImageWriter.summary(
                                        listed, ImageWriter.shared(listed.image(), layers)))
                .toList();
    }

    private List<ContainerSummary> containers() {
        var all = new Containers.ListQuery(true, 0, true, Filters.none());
        return engine.containers().list(all).stream().map(ContainerWriter::summary).toList();
    }

    private List<Volume> volumes() {
        return engine.volumes().usage(Filters.none()).stream().map(VolumeWriter::write).toList();
    }

    private List<BuildCacheItem> cached() throws IOException {
        return engine.builds().cached(Filters.none()).stream()
                .map(
                        one ->
                                new BuildCacheItem(
                                        one.id(),
                                        one.type(),
                                        one.description(),
                                        one.inUse(),
                                        false,
                                        one.size(),
                                        one.created().toString(),
                                        one.lastUsed().toString(),
                                        one.uses()))
                .toList();
    }

    private List<DiskAccount> accounts() {
        return engine.upkeep().accounts().stream().map(UpkeepEndpoints::account).toList();
    }

    private static DiskAccount account(Upkeep.Account account) {
        return new DiskAccount(account.use().title(), account.bytes(), account.reclaimable());
    }

    private Answer check(Call call) {
        try {
            var findings = engine.upkeep().check(call.query().flag("repair"));
            return call.ok("check", findings.stream().map(UpkeepEndpoints::finding).toList());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Unavailable(
                    stopped,
                    FaultCode.REGISTRY_FAILED,
                    "the daemon stops",
                    "the check was given up");
        }
    }

    private static CheckFinding finding(StoreFinding finding) {
        return new CheckFinding(
                finding.damage().name(),
                finding.subject(),
                finding.detail(),
                finding.remedy().name(),
                finding.isOpen());
    }
}
