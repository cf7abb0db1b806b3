package dev.caisson.container;

import dev.caisson.container.plan.UserDatabase;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// The users and groups a container's root knows.
///
/// What the layers of an image say is remembered, since layers never change; a container that has
/// an `/etc` of its own in its upper layer is read anew each time.
final class UserFiles {
    private static final int LARGEST = 4 << 20;
    private static final int REMEMBERED = 256;

    private final OverlayFiles files;
    private final ConcurrentHashMap<List<Path>, UserDatabase> ofImages = new ConcurrentHashMap<>();

    UserFiles(OverlayFiles files) {
        this.files = files;
    }

    /// @param layers the topmost first
    UserDatabase of(Path upper, List<Path> layers) {
        String[] changed = upper.toFile().list();
        boolean untouched = changed != null && !List.of(changed).contains("etc");
        if (!untouched) {
            var all = new ArrayList<Path>();
            if (new File(upper.toString()).isDirectory()) all.add(upper);
            all.addAll(layers);
            return read(all);
        }
        var known = ofImages.get(layers);
        if (known != null) return known;
        var read = read(layers);
        if (ofImages.size() >= REMEMBERED) ofImages.clear();
        ofImages.put(List.copyOf(layers), read);
        return read;
    }

    private UserDatabase read(List<Path> layers) {
        return UserDatabase.parse(
                files.read(layers, "/etc/passwd", LARGEST).orElse(""),
                files.read(layers, "/etc/group", LARGEST).orElse(""));
    }
}
