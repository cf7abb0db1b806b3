package dev.caisson.cli.tar;

import dev.caisson.tar.TarEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What one call of the system tells of a file; of a link itself.
public record FileFacts(Map<String, Object> values) {
    static final int SOCKET = 0140000;
    static final int LINK = 0120000;
    static final int FILE = 0100000;
    static final int BLOCKS = 0060000;
    static final int DIRECTORY = 0040000;
    static final int DEVICE = 0020000;
    static final int PIPE = 0010000;
    private static final int FILE_TYPE = 0170000;
    private static final int PERMISSIONS = 07777;

    /// Only this view of the JDK has the bits beyond the nine permissions, and the numbers.
    private static final String WANTED =
            "unix:mode,uid,gid,size,lastModifiedTime,ctime,nlink,dev,ino,rdev";

    public static FileFacts of(Path file) throws IOException {
        return new FileFacts(Files.readAttributes(file, WANTED, LinkOption.NOFOLLOW_LINKS));
    }

    long number(String name) {
        return ((Number) Objects.requireNonNull(values.get(name))).longValue();
    }

    private int mode() {
        return (int) number("mode");
    }

    int type() {
        return mode() & FILE_TYPE;
    }

    public boolean isFile() {
        return type() == FILE;
    }

    public boolean isDirectory() {
        return type() == DIRECTORY;
    }

    public boolean isLink() {
        return type() == LINK;
    }

    /// What a context has no place for.
    public boolean isDevice() {
        return type() == DEVICE || type() == BLOCKS;
    }

    /// The kernel's twelve bits.
    public int permissions() {
        return mode() & PERMISSIONS;
    }

    public long size() {
        return number("size");
    }

    /// When it was modified, in nanoseconds since 1970.
    public long modified() {
        return time("lastModifiedTime").to(TimeUnit.NANOSECONDS);
    }

    /// When it or what is known of it was changed, in nanoseconds since 1970; nobody can set it.
    public long changed() {
        return time("ctime").to(TimeUnit.NANOSECONDS);
    }

    /// Where it is, whatever it is called.
    public String place() {
        return number("dev") + ":" + number("ino");
    }

    private FileTime time(String name) {
        return (FileTime) Objects.requireNonNull(values.get(name));
    }

    /// The numbers as struct stat has them: include/linux/kdev_t.h, new_encode_dev.
    TarEntry.Device device() {
        if (!isDevice()) return TarEntry.Device.NONE;
        long number = number("rdev");
        return new TarEntry.Device(
                (int) (number >>> 8 & 0xfff), (int) (number & 0xff | number >>> 12 & 0xfff00));
    }

    TarEntry.Ownership ownership(boolean owners) {
        var modified = time("lastModifiedTime").toInstant();
        return new TarEntry.Ownership(
                permissions(),
                owners ? number("uid") : 0,
                owners ? number("gid") : 0,
                modified.getEpochSecond(),
                modified.getNano());
    }
}
