package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.BuildClient;
import dev.caisson.build.FileReceiver;
import dev.caisson.build.ListedFile;
import dev.caisson.dockerfile.ignore.PathPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a directory of the client's holds, by name only: nothing of it is fetched.
final class ClientNames implements FileReceiver {
    /// Among more of them nobody looks for one.
    private static final int MOST = 10_000;

    private final String above;
    private final List<String> found = new ArrayList<>();

    private ClientNames(String directory) {
        above = directory.isEmpty() ? "" : directory + "/";
    }

    /// @param directory from the root, `a/b`; empty for the root itself
    /// @param selection what of the client's directory counts; not what is wanted of it
    static List<String> in(String directory, BuildClient client, BuildClient.Selection selection)
            throws IOException, InterruptedException {
        // The client would take it for a pattern.
        if (PathPattern.isPattern(directory) || directory.indexOf('\\') >= 0) return List.of();
        var names = new ClientNames(directory);
        var excludes = new ArrayList<>(selection.excludes());
        excludes.add(names.above + "*/*");
        var includes = directory.isEmpty() ? selection.includes() : List.of(directory);
        client.copy(
                new BuildClient.Selection(selection.directory(), includes, excludes, List.of()),
                names);
        return List.copyOf(names.found);
    }

    @Override
    public void listed(ListedFile file) {
        var path = new String(file.path().bytes(), UTF_8);
        if (!path.startsWith(above) || found.size() >= MOST) return;
        var name = path.substring(above.length());
        if (!name.isEmpty() && name.indexOf('/') < 0) found.add(name);
    }

    @Override
    public @Nullable Wanted wanted() {
        return null;
    }

    @Override
    public void content(long number, byte[] bytes) {
        throw new IllegalStateException("nothing was wanted");
    }

    @Override
    public void whole(long number) {
        throw new IllegalStateException("nothing was wanted");
    }
}
