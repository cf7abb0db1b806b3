package dev.caisson.image.store;

import dev.caisson.image.BuiltInImage;
import dev.caisson.image.Descriptor;
import dev.caisson.image.Digest;
import dev.caisson.image.Image;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageReference;
import dev.caisson.image.ImageStore.Derivation;
import dev.caisson.image.ImageStore.LoadProgress;
import dev.caisson.image.ImageStore.Loaded;
import dev.caisson.image.ImageStore.Replaced;
import dev.caisson.image.Platform;
import dev.caisson.image.archive.ImageArchive;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How images come in: their parts are there and held, then the catalogue names them.
final class Arrivals {
    private final Inventory inventory;
    private final Leases leases;
    private final Sweep sweep;

    Arrivals(Inventory inventory, Leases leases, Sweep sweep) {
        this.inventory = inventory;
        this.leases = leases;
        this.sweep = sweep;
    }

    /// An image whose parts are there, and the names it gets.
    ///
    /// @param target its manifest, or the index that has it
    /// @param kept of an index the manifests that are here
    record Arrival(
            Descriptor target, Set<Digest> kept, StoredImage image, List<ImageReference> names) {
        static Arrival of(StoredImage image, List<ImageReference> names) {
            return new Arrival(image.descriptor(), Set.of(), image, names);
        }
    }

    /// @param platform of which alone images are taken from an index; null for all
    List<Loaded> load(InputStream archive, @Nullable Platform platform, LoadProgress progress)
            throws IOException {
        var lease = leases.open();
        try {
            var found = new ImageArchive(inventory.blobs(), lease, platform).read(archive);
            var arrived = new ArrayList<Arrival>();
            for (var one : found) arrived.add(arrive(one, lease, progress));
            inventory.blobs().sync();
            return enter(arrived);
        } finally {
            // What no image of the catalogue needs goes with the lease; its layers are its own.
            end(lease);
        }
    }

    // Of several platforms only the image for this host is unpacked, the others when they are used.
    private Arrival arrive(ImageArchive.Found found, Leases.Lease lease, LoadProgress progress)
            throws IOException {
        var read = inventory.documents().target(found.target(), found.kept());
        // The same configuration with another manifest is the same image: what is there stays.
        var known = read.isIndex() ? Optional.<StoredImage>empty() : here(read.main());
        var target = known.map(StoredTarget::of).orElse(read);
        target.blobs().keySet().forEach(lease::hold);
        target.diffIds().forEach(lease::hold);
        var image = target.main();
        inventory.layers().ensure(image, progress);
        return new Arrival(target.descriptor(), found.kept(), image, found.names());
    }

    private Optional<StoredImage> here(StoredImage image) {
        return inventory.find(image.descriptor().digest(), image.id());
    }

    Image addBuiltIn(BuiltInImage builtIn) throws IOException {
        var lease = leases.open();
        try {
            var blobs = inventory.blobs();
            var descriptor = new BuiltIn(blobs, lease).add(builtIn);
            var image = inventory.documents().read(descriptor);
            image.diffIds().forEach(lease::hold);
            inventory.layers().ensure(image, LoadProgress.none());
            var named = inventory.catalogue().named(builtIn.name());
            if (named.isEmpty() || !named.get().target().equals(descriptor)) {
                blobs.sync();
                var now = inventory.now();
                inventory.change(old -> old.with(descriptor, builtIn.name(), now));
            }
            return inventory.resolve(image.id().toString());
        } finally {
            end(lease);
        }
    }

    /// @param base null to begin with nothing; held by the caller
    Image derive(@Nullable StoredImage base, Derivation what, @Nullable ImageReference name)
            throws IOException {
        var lease = leases.open();
        try {
            var descriptor = new Derived(inventory.blobs(), lease).add(base, what, inventory.now());
            var image = inventory.documents().read(descriptor);
            image.diffIds().forEach(lease::hold);
            inventory.layers().ensure(image, LoadProgress.none());
            inventory.blobs().sync();
            var _ = enter(image, name == null ? List.of() : List.of(name));
            return inventory.resolve(image.id().toString());
        } finally {
            end(lease);
        }
    }

    private void end(Leases.Lease lease) throws IOException {
        var held = lease.digests();
        lease.close();
        sweep.remove(held, inventory.needed());
    }

    Image enter(StoredImage image, List<ImageReference> names) throws IOException {
        return enter(List.of(Arrival.of(image, names))).getFirst().image();
    }

    /// Names them all at once.
    List<Loaded> enter(List<Arrival> arrived) throws IOException {
        var before = new LinkedHashMap<ImageReference, ImageId>();
        var now = inventory.now();
        inventory.change(
                old -> {
                    var known = inventory.documents().of(old);
                    var changed = old;
                    for (var one : arrived) {
                        var target = one.target();
                        changed = changed.with(target);
                        for (var name : one.names()) {
                            old.named(name)
                                    .map(entry -> known.get(entry.target().digest()))
                                    .ifPresent(other -> before.put(name, other.main().id()));
                            changed = changed.with(target, name, now);
                        }
                        changed = changed.keeping(target.digest(), one.kept());
                    }
                    return changed;
                });
        var loaded = new ArrayList<Loaded>();
        for (var one : arrived) {
            var image = entered(one);
            var replaced = new ArrayList<Replaced>();
            for (var name : one.names()) {
                var other = before.get(name);
                if (other != null && !other.equals(image.id())) {
                    replaced.add(new Replaced(name, other));
                }
            }
            loaded.add(new Loaded(image, one.names(), replaced));
        }
        return loaded;
    }

    private Image entered(Arrival one) {
        return inventory.view(one.target().digest(), one.image().descriptor().digest());
    }
}
