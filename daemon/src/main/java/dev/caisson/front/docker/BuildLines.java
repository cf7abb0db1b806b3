package dev.caisson.front.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.BuildEvent;
import dev.caisson.build.BuildResult;
import dev.caisson.wire.ProgressMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A build in the words of Docker's classic builder, which clients look for: `Step 1/3 : …`,
/// ` ---> …`, `Successfully built …`.
final class BuildLines implements BuildStory {
    private static final int KEPT_LINES = 1000;
    private static final int ID_LENGTH = 12;
    private static final String RED = "\u001b[91m";
    private static final String PLAIN = "\u001b[0m";

    private final boolean quiet;
    private final List<ProgressMessage> kept = new ArrayList<>();
    private final Rest standard = new Rest();
    private final Rest error = new Rest();
    private String file = "Dockerfile";

    /// Bytes of a stream whose character is not yet whole.
    private static final class Rest {
        private byte[] bytes = new byte[0];
    }

    /// @param quiet keeps everything, to be shown when the build fails
    BuildLines(boolean quiet) {
        this.quiet = quiet;
    }

    @Override
    public boolean wantsOrder() {
        return true;
    }

    /// The last lines that were not shown.
    @Override
    public List<ProgressMessage> kept() {
        return List.copyOf(kept);
    }

    @Override
    public List<ProgressMessage> of(BuildEvent event) {
        var messages = new ArrayList<ProgressMessage>();
        if (!(event instanceof BuildEvent.Output)) {
            flush(messages, standard, false);
            flush(messages, error, true);
        }
        switch (event) {
            case BuildEvent.Begun(var number, var total, _, var text) ->
                    say(messages, "Step " + number + "/" + total + " : " + text + "\n");
            case BuildEvent.Cached _ -> say(messages, " ---> Using cache\n");
            case BuildEvent.Missed(_, var reasons) ->
                    say(messages, " ---> Not cached: " + String.join("; ", reasons) + "\n");
            case BuildEvent.Running(_, var container) ->
                    say(messages, " ---> Running in " + shortened(container) + "\n");
            case BuildEvent.Removed(_, var container) ->
                    say(
                            messages,
                            " ---> Removed intermediate container " + shortened(container) + "\n");
            case BuildEvent.Output(_, var isError, var bytes) ->
                    output(messages, isError ? error : standard, isError, bytes);
            case BuildEvent.Done(_, var image) ->
                    say(messages, " ---> " + shortened(image.replace("sha256:", "")) + "\n");
            case BuildEvent.Note(var text) -> say(messages, text);
            case BuildEvent.Caching(var title, var ended, var problem) -> {
                if (!problem.isEmpty()) say(messages, "[Warning] " + title + ": " + problem + "\n");
                else if (ended) say(messages, title + "\n");
            }
            case BuildEvent.Warned(var rule, _, var message, var line, _) ->
                    say(
                            messages,
                            "[Warning] " + file + ":" + line + ": " + rule + ": " + message + "\n");
            case BuildEvent.Read(var name, _) -> file = name;
            case BuildEvent.Planned _, BuildEvent.Failed _, BuildEvent.CommandFailed _ -> {
                // the steps are told as they begin, a failure at the end
            }
            case BuildEvent.Pulling(_, var id, var status, _, _) ->
                    messages.add(new ProgressMessage(null, status, null, id, null, null, null));
        }
        if (!quiet) return messages;
        kept.addAll(messages);
        if (kept.size() > KEPT_LINES) kept.subList(0, kept.size() - KEPT_LINES).clear();
        return List.of();
    }

    @Override
    public List<ProgressMessage> end(BuildResult.Built built) {
        var id = built.image().id();
        if (quiet) return List.of(ProgressMessage.text(id + "\n"));
        var messages = new ArrayList<ProgressMessage>();
        var aux = new ProgressMessage.Aux(id.toString(), null, null, 0, null);
        messages.add(new ProgressMessage(null, null, null, null, null, null, aux));
        say(messages, "Successfully built " + id.shortForm() + "\n");
        for (var name : built.named()) {
            say(messages, "Successfully tagged " + name.familiar() + "\n");
        }
        return messages;
    }

    @Override
    public ProgressMessage failed(BuildResult.StepFailure failure) {
        return BuildStory.error(failure.exitCode(), failure.text());
    }

    private static void say(List<ProgressMessage> messages, String text) {
        messages.add(ProgressMessage.text(text));
    }

    private static void flush(List<ProgressMessage> messages, Rest rest, boolean isError) {
        if (rest.bytes.length == 0) return;
        say(messages, coloured(isError, new String(rest.bytes, UTF_8)));
        rest.bytes = new byte[0];
    }

    /// Standard error is red, as with Docker.
    private static String coloured(boolean isError, String text) {
        return isError ? RED + text + PLAIN : text;
    }

    /// A character whose bytes come in two parts waits for the second, of the same stream.
    private static void output(
            List<ProgressMessage> messages, Rest rest, boolean isError, byte[] bytes) {
        var all = Arrays.copyOf(rest.bytes, rest.bytes.length + bytes.length);
        System.arraycopy(bytes, 0, all, rest.bytes.length, bytes.length);
        int end = all.length;
        for (int back = 1; back <= Math.min(3, all.length); back++) {
            int lead = all[all.length - back] & 0xff;
            if (lead < 0x80) break;
            if (lead < 0xc0) continue;
            int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
            if (length > back) end = all.length - back;
            break;
        }
        rest.bytes = Arrays.copyOfRange(all, end, all.length);
        if (end > 0) say(messages, coloured(isError, new String(all, 0, end, UTF_8)));
    }

    private static String shortened(String id) {
        return id.substring(0, Math.min(ID_LENGTH, id.length()));
    }
}
