package dev.caisson.build.solve;

import dev.caisson.build.BuildRequest;
import dev.caisson.build.cache.CacheRecord;
import dev.caisson.build.cache.Explanation;
import dev.caisson.build.cache.StepKey;
import dev.caisson.build.context.BuildContext;
import dev.caisson.build.plan.Arguments;
import dev.caisson.build.remote.CacheImports;
import dev.caisson.build.remote.Ledger;
import dev.caisson.build.remote.Offer;
import dev.caisson.fault.Fault;
import dev.caisson.image.Assembly;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageStore.LayerContent;
import dev.caisson.image.Sha256;
import dev.caisson.image.StoredLayer;
import dev.caisson.tar.TarWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// One build: what was asked, what it works with, and how a layer comes to be.
///
/// @param epoch `SOURCE_DATE_EPOCH`; null when it is not set
/// @param turns how many steps work at once
/// @param elsewhere the caches beside the one that is here
/// @param ledger what was done
record Work(
        BuildRequest request,
        Toolbox tools,
        Assembly assembly,
        BuildContext context,
        Arguments arguments,
        @Nullable Instant epoch,
        Semaphore turns,
        CacheImports elsewhere,
        Ledger ledger) {
    private static final Digest NOTHING = emptyLayer();
    private static final int PIECE = 1 << 16;

    /// Makes what a step makes.
    @FunctionalInterface
    interface Making {
        Made make(Before before) throws IOException, InterruptedException;
    }

    /// What is known when a step begins. One that does the same again as of the same time makes the
    /// same layer, of which then nothing has to be written.
    ///
    /// @param at now, or when the same step with the same inputs was done, though it is done again
    /// @param layer that it made then; null for none
    record Before(Instant at, @Nullable StoredLayer layer) {}

    /// @param layer null when the step changed nothing
    record Made(@Nullable StoredLayer layer, Instant at) {
        /// What was made as of a time.
        static Made of(StoredLayer layer, Instant at) {
            return new Made(layer.diffId().equals(NOTHING) ? null : layer, at);
        }
    }

    /// What was made as of now.
    Made made(StoredLayer layer) {
        return Made.of(layer, tools.clock().instant());
    }

    /// Finds a layer in the cache or makes it.
    ///
    /// @param text the instruction, for people
    Made layer(StepKey key, String text, StepEvents events, Making making)
            throws IOException, InterruptedException {
        var whole = epoch == null ? key : key.with("SOURCE_DATE_EPOCH", epoch.toString());
        var known = known(whole, text, events, making);
        ledger.add(new Ledger.Entry(events.stage(), whole.digest(), known.layer(), known.made()));
        return new Made(known.layer(), time(known.made()));
    }

    private CacheRecord known(StepKey whole, String text, StepEvents events, Making making)
            throws IOException, InterruptedException {
        try (var _ = tools.locks().take(whole.digest())) {
            var found = tools.cache().find(whole);
            if (!events.again()) {
                var here = found.filter(this::isThere);
                var brought = brought(whole, text, here, events);
                if (brought.isPresent() || here.isPresent()) events.cached();
                if (here.isPresent()) tools.cache().touch(here.get());
                else brought.ifPresent(tools.cache()::put);
                if (brought.isPresent()) return brought.get();
                if (here.isPresent()) return here.get();
                if (request.conditions().explain()) {
                    events.missed(Explanation.of(whole, tools.cache()));
                }
            } else if (request.conditions().explain()) {
                events.missed(List.of("the cache is not to be used"));
            }
            turns.acquire();
            try {
                var begun = tools.clock().instant();
                var before =
                        found.map(record -> new Before(record.made(), record.layer()))
                                .orElseGet(() -> new Before(begun, null));
                var made = making.make(before);
                var now = tools.clock().instant();
                var use = new CacheRecord.Use(0, now);
                var record = new CacheRecord(whole, text, made.layer(), made.at(), use);
                tools.cache().put(record);
                return record;
            } finally {
                turns.release();
            }
        }
    }

    /// What a cache elsewhere has, when it is what it is said to be. It comes before what was made
    /// here, which may differ in its times alone: the steps that follow are known there by it. What
    /// was made here stays what it is for builds that do not ask elsewhere.
    private Optional<CacheRecord> brought(
            StepKey whole, String text, Optional<CacheRecord> found, StepEvents events)
            throws InterruptedException {
        for (var offer : elsewhere.offers(whole.digest())) {
            try {
                var layer = layer(offer, found);
                var use = new CacheRecord.Use(0, tools.clock().instant());
                return Optional.of(new CacheRecord(whole, text, layer, offer.created(), use));
            } catch (Fault failed) {
                if (Thread.currentThread().isInterrupted()) throw failed;
                events.unusable(offer.source(), failed.text());
            }
        }
        return Optional.empty();
    }

    private @Nullable StoredLayer layer(Offer offer, Optional<CacheRecord> found)
            throws InterruptedException {
        var part = offer.part();
        if (part == null) return null;
        var here = found.map(CacheRecord::layer);
        boolean same = here.isPresent() && here.get().diffId().equals(part.diffId());
        return same ? here.get() : part.fetch(assembly);
    }

    private boolean isThere(CacheRecord found) {
        var layer = found.layer();
        if (layer == null || assembly.hold(layer)) return true;
        tools.cache().forget(found);
        return false;
    }

    /// Which time a step made something at: `SOURCE_DATE_EPOCH` when it is set.
    Instant time(Instant made) {
        return epoch == null ? made : epoch;
    }

    StoredLayer write(LayerContent content) throws IOException {
        return assembly.layer(content);
    }

    /// @param made what the content is written of, when it can be the layer itself
    StoredLayer write(LayerContent content, Optional<Assembly.Tree> made) throws IOException {
        return made.isPresent() ? assembly.layer(content, made.get()) : assembly.layer(content);
    }

    /// The layer of an earlier time when that is what the content makes: then nothing is written.
    Optional<StoredLayer> same(LayerContent content, @Nullable StoredLayer earlier)
            throws IOException {
        if (earlier == null || !assembly.hold(earlier)) return Optional.empty();
        var sha = Sha256.start();
        var out = new DigestOutputStream(OutputStream.nullOutputStream(), sha);
        try (var buffered = new BufferedOutputStream(out, PIECE)) {
            content.write(buffered);
        }
        boolean same = Digest.of(sha.digest()).equals(earlier.diffId());
        return same ? Optional.of(earlier) : Optional.empty();
    }

    private static Digest emptyLayer() {
        var bytes = new ByteArrayOutputStream();
        try (var _ = new TarWriter(bytes)) {
            // nothing
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Sha256.of(bytes.toByteArray());
    }
}
