package dev.caisson.front.docker;

import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.pull.LayerProgress.LayerStep;
import dev.caisson.image.pull.PullProgress;
import dev.caisson.image.pull.Pulled;
import dev.caisson.wire.ProgressMessage;

/// A pull in Docker's words. Source: moby distribution/pull_v2.go, xfer/download.go (behaviour).
final class PullLines implements PullProgress {
    private final TransferLines lines;

    PullLines(TransferLines lines) {
        this.lines = lines;
    }

    @Override
    public void begun(ImageReference name) {
        var digest = name.digest();
        var which = digest == null ? name.tagOrDefault().orElse("") : digest.toString();
        var text = "Pulling from " + familiarPath(name);
        lines.say(new ProgressMessage(null, text, null, which, null, null, null));
    }

    // Docker leaves the registry out here.
    private static String familiarPath(ImageReference name) {
        return name.path();
    }

    @Override
    public void layer(Digest blob, LayerStep step) {
        var id = blob.shortForm();
        switch (step) {
            case LayerStep.Announced() -> say(id, "Pulling fs layer");
            case LayerStep.Waiting() -> say(id, "Waiting");
            case LayerStep.Downloading(var current, var total) ->
                    lines.count(id, "Downloading", current, total);
            case LayerStep.Retrying() -> say(id, "Retrying");
            case LayerStep.Verifying() -> say(id, "Verifying Checksum");
            case LayerStep.Downloaded() -> say(id, "Download complete");
            case LayerStep.Extracting(var current, var total) ->
                    lines.count(id, "Extracting", current, total);
            case LayerStep.Complete() -> say(id, "Pull complete");
            case LayerStep.Present() -> say(id, "Already exists");
        }
    }

    void done(Pulled pulled) {
        lines.say(ProgressMessage.status("Digest: " + pulled.digest()));
        var what = pulled.isNew() ? "Downloaded newer image for " : "Image is up to date for ";
        lines.say(ProgressMessage.status("Status: " + what + pulled.name().familiar()));
    }

    private void say(String id, String status) {
        lines.say(ProgressMessage.of(id, status, 0, 0));
    }
}
