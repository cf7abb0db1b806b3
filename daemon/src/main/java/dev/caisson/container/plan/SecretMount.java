package dev.caisson.container.plan;

import dev.caisson.container.request.MountRequest;
import dev.caisson.container.request.MountRequests;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.nio.file.Path;
import java.util.List;

/// A secret as a container wants it: a mount of the type `secret`, whose file has the mode of its
/// `TmpfsOptions` and the owner of their options `uid` and `gid`.
///
/// @param name of the secret
/// @param target absolute path of its file
public record SecretMount(String name, String target, int mode, int uid, int gid) {
    static final String TYPE = "secret";
    private static final int MODE = 0444;

    /// All of a container.
    public static List<SecretMount> of(MountRequests requests) {
        return requests.mounts().stream()
                .filter(mount -> mount.type().equals(TYPE) && !SecretVariable.isOne(mount))
                .map(SecretMount::parse)
                .toList();
    }

    /// Whether a container has a secret, in whatever form.
    public static boolean uses(MountRequests requests, String name) {
        return requests.mounts().stream()
                .anyMatch(mount -> mount.type().equals(TYPE) && mount.source().equals(name));
    }

    /// @throws InvalidInput `MOUNT_INVALID`
    static SecretMount parse(MountRequest request) {
        var name = request.source();
        if (name.isEmpty()) throw invalid("field Source must not be empty");
        var asked = request.target().isEmpty() ? name : request.target();
        var target = asked.startsWith("/") ? asked : "/run/secrets/" + asked;
        target = Path.of(target).normalize().toString();
        if (target.equals("/") || target.equals("/run/secrets")) {
            throw invalid("a secret is a file, not " + target);
        }
        var options = request.tmpfs();
        int mode = options == null || options.mode() == 0 ? MODE : options.mode() & 0777;
        int uid = 0;
        int gid = 0;
        for (var option : options == null ? List.<List<String>>of() : options.options()) {
            if (option.size() != 2) throw invalid("invalid option array length");
            switch (option.getFirst()) {
                case "uid" -> uid = number(option.getLast());
                case "gid" -> gid = number(option.getLast());
                default -> throw invalid("invalid option: " + option.getFirst());
            }
        }
        return new SecretMount(name, target, mode, uid, gid);
    }

    private static int number(String written) {
        try {
            int number = Integer.parseInt(written);
            if (number >= 0) return number;
        } catch (NumberFormatException unreadable) {
            // said below
        }
        throw invalid("not the number of a user or group: " + written);
    }

    private static InvalidInput invalid(String why) {
        return new InvalidInput(FaultCode.MOUNT_INVALID, TYPE, why);
    }
}
