package dev.caisson.build.copy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.storage.TreeExtraction.Owner;
import dev.caisson.storage.TreeView;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whom `--chown`, and USER for directories that are made, means: numbers, or names of the image's
/// own `/etc/passwd` and `/etc/group`.
///
/// Numbers are read strictly: one that does not fit 32 bits is no name.
public final class Ownership {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final long LARGEST = 0xffff_fffeL;
    private static final int FILE_LIMIT = 4 << 20;

    private Ownership() {}

    /// True when no file of the image is needed to understand it.
    public static boolean isNumeric(String written) {
        for (var part : written.split(":", 2)) {
            if (!NUMBER.matcher(part).matches()) return false;
        }
        return true;
    }

    /// @param written `user[:group]`; without the user it is root
    /// @throws InvalidInput `BUILD_STEP_REFUSED`
    public static Owner parse(String written, TreeView image) throws IOException {
        var parts = written.split(":", -1);
        if (parts.length > 2) throw refused(written, "user[:group] is meant");
        long gidOfUser;
        long uid;
        if (parts[0].isEmpty() && parts.length > 1) {
            uid = 0;
            gidOfUser = 0;
        } else if (NUMBER.matcher(parts[0]).matches()) {
            uid = number(parts[0], written);
            gidOfUser = uid;
        } else {
            var entry = entry(image, "/etc/passwd", parts[0], 4);
            if (entry.isEmpty()) throw refused(written, "the image has no user " + parts[0]);
            uid = number(entry.get()[2], written);
            gidOfUser = number(entry.get()[3], written);
        }
        if (parts.length == 1 || parts[1].isEmpty()) return new Owner(uid, gidOfUser);
        if (NUMBER.matcher(parts[1]).matches()) return new Owner(uid, number(parts[1], written));
        var group = entry(image, "/etc/group", parts[1], 3);
        if (group.isEmpty()) throw refused(written, "the image has no group " + parts[1]);
        return new Owner(uid, number(group.get()[2], written));
    }

    private static Optional<String[]> entry(TreeView image, String file, String name, int fields)
            throws IOException {
        var bytes = image.read(file, FILE_LIMIT);
        if (bytes.isEmpty()) return Optional.empty();
        return new String(bytes.get(), UTF_8)
                .lines()
                .map(line -> line.split(":", -1))
                .filter(parts -> parts.length >= fields && parts[0].equals(name))
                .findFirst();
    }

    private static long number(String digits, String written) {
        boolean fits = NUMBER.matcher(digits).matches() && digits.length() < 11;
        long number = fits ? Long.parseLong(digits) : Long.MAX_VALUE;
        if (number > LARGEST) throw refused(written, digits + " is no number of 32 bits");
        return number;
    }

    private static InvalidInput refused(String written, String why) {
        return new InvalidInput(
                FaultCode.BUILD_STEP_REFUSED, "invalid user " + written + ": " + why);
    }
}
