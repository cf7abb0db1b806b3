package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.CommandOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The files of an image as an archive has them: mode, owner, size and digest by name.
final class ImageFiles {
    /// What a runtime puts into containers, whatever their image has.
    private static final String OF_CONTAINERS =
            "(|\\.dockerenv|dev/.*|proc/|sys/|etc/|run/|etc/(hosts|hostname|resolv\\.conf|mtab))";

    private ImageFiles() {}

    /// @param tar of a whole root
    static Map<String, String> of(Path tar) {
        var listed = tar("-t", "-v", "--numeric-owner", "--full-time", "-f", tar.toString());
        var digest = "--to-command=echo \"$(sha256sum) $TAR_FILENAME\"";
        var digests = tar("-x", digest, "-f", tar.toString());
        var files = new TreeMap<String, String>();
        for (var entry : listed) {
            // mode, owner, size, two words of time, name
            var words = entry.strip().split("\\s+", 6);
            var name = plain(words[5]);
            if (name.split(" -> ", 2)[0].matches(OF_CONTAINERS)) continue;
            boolean directory = words[0].startsWith("d");
            files.put(name, words[0] + " " + words[1] + (directory ? "" : " " + words[2]));
        }
        for (var entry : digests) {
            var words = entry.split("\\s+-\\s+", 2);
            files.computeIfPresent(plain(words[1]), (_, is) -> is + " " + words[0]);
        }
        return files;
    }

    private static String plain(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    private static List<String> tar(String... words) {
        var all = new ArrayList<>(List.of("tar"));
        all.addAll(List.of(words));
        var outcome = CommandOutcome.of(all.toArray(String[]::new));
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out().lines().toList();
    }
}
