package dev.caisson.image.store;

import dev.caisson.fault.Fault;
import dev.caisson.image.layer.LayerTrees;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Brings unpacked layers to the disk while nobody waits: an image is durable by its blobs.
final class Settling implements AutoCloseable {
    private final LayerTrees trees;
    private boolean isWanted;
    private @Nullable Thread thread;

    Settling(LayerTrees trees) {
        this.trees = trees;
    }

    /// Begins, or makes sure that it is done once more.
    synchronized void begin() {
        isWanted = true;
        if (thread != null) return;
        thread = Thread.ofPlatform().daemon().name("settle").start(this::run);
    }

    private void run() {
        while (isWantedStill()) {
            try {
                trees.settle();
            } catch (IOException | Fault failed) {
                // They stay marked: the next time does it, or they are made again from their blobs.
            }
        }
    }

    private synchronized boolean isWantedStill() {
        if (!isWanted) thread = null;
        boolean wanted = isWanted;
        isWanted = false;
        return wanted;
    }

    /// Waits for what was begun.
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running == null) return;
        try {
            running.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
