package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.Syntax;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Volumes, binds and tmpfs.
final class MountFlags implements RequestPart {
    @Override
    public void declare(Syntax syntax) {
        syntax.list('v', "volume", "Bind mount a volume")
                .list("mount", "Attach a filesystem mount to the container")
                .list(
                        "secret",
                        "Give a secret: NAME[,target=...,mode=...,uid=...,gid=...] or"
                                + " NAME,env=VARIABLE")
                .list("tmpfs", "Mount a tmpfs directory")
                .list("volumes-from", "Mount volumes from the specified container(s)")
                .string("volume-driver", "Optional volume driver for the container")
                .list("storage-opt", "Storage driver options for the container");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) {
        var binds = new ArrayList<String>();
        var anonymous = new LinkedHashMap<String, Object>();
        for (var volume : arguments.list("volume")) {
            if (volume.contains(":")) binds.add(absolute(volume));
            else anonymous.put(volume, Map.of());
        }
        if (!binds.isEmpty()) request.host("Binds", binds);
        if (!anonymous.isEmpty()) request.config("Volumes", anonymous);
        var mounts = new ArrayList<Map<String, Object>>();
        for (var mount : arguments.list("mount")) mounts.add(MountOption.parse(mount));
        for (var secret : arguments.list("secret")) mounts.add(SecretOption.parse(secret));
        if (!mounts.isEmpty()) request.host("Mounts", mounts);
        if (arguments.has("tmpfs")) request.host("Tmpfs", tmpfs(arguments.list("tmpfs")));
        if (arguments.has("volumes-from"))
            request.host("VolumesFrom", arguments.list("volumes-from"));
        arguments.string("volume-driver").ifPresent(driver -> request.host("VolumeDriver", driver));
        if (arguments.has("storage-opt")) {
            request.host("StorageOpt", Pairs.of(arguments.list("storage-opt")));
        }
    }

    /// A relative source is relative to where the user stands, which the daemon does not know.
    private static String absolute(String volume) {
        if (!volume.startsWith("./") && !volume.startsWith("../") && !volume.startsWith(".:"))
            return volume;
        int colon = volume.indexOf(':');
        var source = Path.of(volume.substring(0, colon)).toAbsolutePath().normalize();
        return source + volume.substring(colon);
    }

    private static Map<String, String> tmpfs(List<String> given) {
        var mounts = new LinkedHashMap<String, String>();
        for (var written : given) {
            int colon = written.indexOf(':');
            if (colon < 0) mounts.put(written, "");
            else mounts.put(written.substring(0, colon), written.substring(colon + 1));
        }
        return mounts;
    }
}
