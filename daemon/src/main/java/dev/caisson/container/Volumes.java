package dev.caisson.container;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Internal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/// Local volumes: a directory each.
final class Volumes {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;

    Volumes(Path directory) {
        this.directory = directory;
    }

    /// The data of a volume; made when it does not exist.
    Path data(String name) {
        var data = directory.resolve(name).resolve("_data");
        try {
            if (!Files.isDirectory(data)) {
                Files.createDirectories(data);
                Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            return data;
        } catch (IOException failure) {
            throw new Internal(failure, FaultCode.VOLUME_FAILED, name, String.valueOf(failure));
        }
    }

    /// 64 random digits, as Docker names a volume that was given no name.
    String anonymousName() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static boolean isAnonymous(String name) {
        return name.length() == 64 && name.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }

    /// Where a volume is; it need not exist.
    Path place(String name) {
        return directory.resolve(name);
    }
}
