package dev.caisson.front.docker;

import dev.caisson.front.docker.convert.ImageWriter;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageReference;
import dev.caisson.image.push.PushProgress;
import dev.caisson.image.push.Pushed;
import dev.caisson.wire.ProgressMessage;

/// A push in Docker's words. Source: moby distribution/push_v2.go (behaviour).
final class PushLines implements PushProgress {
    private final TransferLines lines;

    PushLines(TransferLines lines) {
        this.lines = lines;
    }

    @Override
    public void begun(ImageReference name) {
        lines.say(ProgressMessage.status("The push refers to repository [" + name.name() + "]"));
    }

    @Override
    public void layer(Digest diffId, PushStep step) {
        var id = diffId.shortForm();
        switch (step) {
            case PushStep.Preparing() -> say(id, "Preparing");
            case PushStep.Waiting() -> say(id, "Waiting");
            case PushStep.Pushing(var current, var total) ->
                    lines.count(id, "Pushing", current, total);
            case PushStep.Pushed() -> say(id, "Pushed");
            case PushStep.Present() -> say(id, "Layer already exists");
            case PushStep.Mounted(var from) -> say(id, "Mounted from " + from.path());
        }
    }

    @Override
    public void done(Pushed pushed) {
        var tag = pushed.name().tagOrDefault().orElse("");
        lines.say(
                ProgressMessage.status(
                        tag + ": digest: " + pushed.digest() + " size: " + pushed.size()));
        lines.say(ProgressMessage.pushed(tag, pushed.digest().toString(), pushed.size()));
        var whole = pushed.whole();
        if (whole == null) return;
        lines.say(
                ProgressMessage.pushedInstead(
                        ImageWriter.descriptor(whole), ImageWriter.descriptor(pushed.manifest())));
    }

    private void say(String id, String status) {
        lines.say(ProgressMessage.of(id, status, 0, 0));
    }
}
