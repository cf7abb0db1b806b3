package dev.caisson.engine;

import dev.caisson.container.ContainerRoom;
import dev.caisson.fault.Fault;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore;
import dev.caisson.image.ImageStore.LayerUse;
import dev.caisson.image.Platform;
import dev.caisson.image.StoreFinding;
import dev.caisson.image.StoreFinding.Damage;
import dev.caisson.image.StoreFinding.Remedy;
import dev.caisson.image.pull.PullProgress;
import dev.caisson.image.pull.Puller;
import dev.caisson.image.registry.Credentials;
import dev.caisson.image.registry.Registries;
import dev.caisson.storage.DiskAccount;
import dev.caisson.value.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Accounts for the data root and mends it: the store's part and the containers'.
public final class UpkeepUseCases implements Upkeep {
    private static final Bytes NOTHING = new Bytes(0);

    private final ImageStore store;
    private final ContainerRoom room;
    private final ImagesInUse use;
    private final Puller puller;
    private final DiskAccount disk;
    private final Path dataRoot;

    /// @param registries asked for what an image lacks
    public UpkeepUseCases(
            ImageStore store,
            Registries registries,
            ContainerRoom room,
            DiskAccount disk,
            Path dataRoot) {
        this.store = store;
        this.room = room;
        this.disk = disk;
        this.dataRoot = dataRoot;
        use = new ImagesInUse(room);
        puller = new Puller(registries, store, use);
    }

    @Override
    public List<Account> accounts() {
        var layers = store.layers();
        var sums = disk.of(dataRoot, new DataRoot(layers));
        return Arrays.stream(Use.values())
                .filter(sums::containsKey)
                .map(each -> account(each, sums.getOrDefault(each, NOTHING).count()))
                .toList();
    }

    private static Account account(Use use, long bytes) {
        boolean rubbish = use == Use.UNUSED_LAYERS || use == Use.TEMPORARY;
        return new Account(use, bytes, rubbish ? bytes : 0);
    }

    @Override
    public List<LayerUse> layers() {
        return store.layers();
    }

    @Override
    public List<StoreFinding> check(boolean repair) throws InterruptedException {
        var findings = new ArrayList<>(store.check(repair, use));
        if (repair) fetch(findings);
        for (var path : room.unknown()) {
            boolean gone = repair && room.removeUnknown(path);
            findings.add(
                    new StoreFinding(
                            Damage.CONTAINER_UNKNOWN,
                            path.toString(),
                            "it belongs to no container",
                            gone ? Remedy.REMOVED : Remedy.NONE,
                            List.of(),
                            null));
        }
        return findings;
    }

    /// What images lack is pulled again, each image once.
    private void fetch(List<StoreFinding> findings) throws InterruptedException {
        var asked = new HashMap<Wanted, Boolean>();
        for (int i = 0; i < findings.size(); i++) {
            var finding = findings.get(i);
            if (!finding.isOpen()) continue;
            for (var name : finding.sources()) {
                var source = new Wanted(name, finding.platform());
                if (!asked.containsKey(source)) asked.put(source, pulled(source));
                if (!asked.getOrDefault(source, false)) continue;
                findings.set(i, finding.with(Remedy.FETCHED));
                break;
            }
        }
    }

    private record Wanted(ImageReference name, @Nullable Platform platform) {}

    private boolean pulled(Wanted source) throws InterruptedException {
        try {
            var _ =
                    puller.pull(
                            source.name(),
                            source.platform(),
                            Credentials.NONE,
                            PullProgress.none());
            return true;
        } catch (Fault cannot) {
            // The finding stays open, which says it.
            return false;
        }
    }
}
