package dev.caisson.cli.build;

import dev.caisson.cli.render.Units;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Sends what a build may read.
///
/// @param named contexts beside the main one
/// @param caches that are sent too
/// @param needed paths of it
/// @param asked what the daemon asks for
record Sending(
        NamedContexts named,
        CacheFlags caches,
        ContextNeeds needed,
        AskedFiles asked,
        ContextReport report) {
    /// A number no step of the daemon's has.
    private static final long NUMBER = -1;

    private static final long OFTEN = 1 << 20;

    void send(BuildContext context, OutputStream body, ProgressMode.Shown shown)
            throws IOException {
        var progress = shown.progress();
        tell(progress, Map.of("state", "begun", "title", "[internal] load build context"));
        var counted = new Counted(body, progress);
        if (context instanceof BuildContext.Directory directory) {
            directory.tell(counted, needed, asked, report);
            if (hasParts()) others(new BodyParts(counted));
        } else if (!hasParts()) {
            main(context, counted);
        } else {
            var parts = new BodyParts(counted);
            if (!(context instanceof BuildContext.Remote)) {
                try (var first = parts.next()) {
                    main(context, first);
                }
            }
            others(parts);
        }
        counted.flush();
        tell(progress, text(counted.sent));
        tell(progress, Map.of("state", "done"));
    }

    private boolean hasParts() {
        return named.areSent() || !caches.sent().isEmpty();
    }

    private void others(BodyParts parts) throws IOException {
        named.send(parts);
        caches.send(parts);
    }

    private static void main(BuildContext context, OutputStream out) throws IOException {
        switch (context) {
            case BuildContext.Remote _, BuildContext.Directory _ -> {}
            case BuildContext.Archive archive -> archive.send(out);
            case BuildContext.Alone alone -> alone.send(out);
        }
    }

    private static Map<String, Object> text(long bytes) {
        var size = Units.size(bytes);
        return Map.of("text", "transferring context: " + size + "\n");
    }

    private static void tell(Optional<Progress> progress, Map<String, Object> part) {
        if (progress.isEmpty()) return;
        var whole = new HashMap<>(part);
        whole.put("step", NUMBER);
        progress.get().news(whole);
    }

    /// Counts what goes through it. Closing it leaves the body open.
    private static final class Counted extends FilterOutputStream {
        private final Optional<Progress> progress;
        private long sent;
        private long told;

        Counted(OutputStream out, Optional<Progress> progress) {
            super(out);
            this.progress = progress;
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            count(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count(length);
        }

        private void count(int length) {
            sent += length;
            if (sent - told < OFTEN) return;
            told = sent;
            tell(progress, text(sent));
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
