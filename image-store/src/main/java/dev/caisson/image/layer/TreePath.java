package dev.caisson.image.layer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.tar.RawText;
import java.util.ArrayList;
import java.util.List;

/// A place beneath the root of a layer: never absolute, without `.`, `..` and empty parts.
///
/// Names are bytes. They are kept in strings with one character per byte, which [#rawName] and
/// [#rawNames] hand out; [#toString] is for people.
public final class TreePath {
    /// The root itself.
    public static final TreePath ROOT = new TreePath(List.of());

    /// The longest name a Linux file system takes, in bytes.
    public static final int NAME_LIMIT = 255;

    /// How many parts a path may have that links lengthen.
    private static final int LED_LIMIT = 4096;

    private final List<String> names;

    private TreePath(List<String> names) {
        this.names = names;
    }

    /// Reads the name of a tar entry; `./a//b/` is `a/b`.
    ///
    /// @throws InvalidInput `LAYER_ENTRY_REFUSED` for an empty or absolute name, for `..`, for a
    ///     NUL, for a part of more than 255 bytes, for more than `depthLimit` parts
    public static TreePath parse(RawText text, int depthLimit) {
        var raw = text.latin1();
        if (raw.isEmpty()) throw refused(text, "its name is empty");
        if (raw.charAt(0) == '/') throw refused(text, "its name is absolute");
        var names = new ArrayList<String>(8);
        for (int from = 0; from <= raw.length(); ) {
            int slash = raw.indexOf('/', from);
            int to = slash < 0 ? raw.length() : slash;
            var name = raw.substring(from, to);
            from = to + 1;
            if (name.isEmpty() || name.equals(".")) continue;
            if (name.equals("..")) throw refused(text, "its name leads upwards (..)");
            if (name.length() > NAME_LIMIT) throw refused(text, "a part of it is over 255 bytes");
            if (name.indexOf('\0') >= 0) throw refused(text, "its name has a NUL");
            if (names.size() == depthLimit) {
                throw refused(text, "it is deeper than " + depthLimit + " directories");
            }
            names.add(name);
        }
        return names.isEmpty() ? ROOT : new TreePath(List.copyOf(names));
    }

    public boolean isRoot() {
        return names.isEmpty();
    }

    /// The last part, one character per byte; the root has none.
    public String rawName() {
        return names.getLast();
    }

    /// All parts from the root on, one character per byte.
    public List<String> rawNames() {
        return names;
    }

    /// The directory it is in; the root is in itself.
    public TreePath parent() {
        return names.size() < 2 ? ROOT : new TreePath(names.subList(0, names.size() - 1));
    }

    /// A place in this directory.
    ///
    /// @param rawName one part, one character per byte
    public TreePath child(String rawName) {
        var longer = new ArrayList<>(names);
        longer.add(rawName);
        return new TreePath(List.copyOf(longer));
    }

    /// A sibling: the same directory, another name.
    TreePath sibling(String rawName) {
        var changed = new ArrayList<>(names);
        changed.set(changed.size() - 1, rawName);
        return new TreePath(List.copyOf(changed));
    }

    /// Where this path leads when one of its parts is a symbolic link: never above the root, which
    /// is also where an absolute target begins.
    ///
    /// @param depth of the link, 0 for the first part
    /// @throws InvalidInput `LAYER_ENTRY_REFUSED` when it becomes too long
    public TreePath through(int depth, RawText target) {
        var raw = target.latin1();
        var led = new ArrayList<>(raw.startsWith("/") ? List.of() : names.subList(0, depth));
        for (var name : raw.split("/", -1)) {
            if (name.isEmpty() || name.equals(".")) continue;
            if (!name.equals("..")) led.add(name);
            else if (!led.isEmpty()) led.removeLast();
        }
        led.addAll(names.subList(depth + 1, names.size()));
        if (led.size() > LED_LIMIT) {
            throw refused(
                    new RawText(String.join("/", names)), "links on the way make it too deep");
        }
        return led.isEmpty() ? ROOT : new TreePath(List.copyOf(led));
    }

    /// The bytes of the whole path with slashes between the parts.
    public byte[] bytes() {
        return String.join("/", names).getBytes(ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TreePath path && path.names.equals(names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return isRoot() ? "." : new RawText(String.join("/", names)).toString();
    }

    private static InvalidInput refused(RawText text, String why) {
        return new InvalidInput(FaultCode.LAYER_ENTRY_REFUSED, text, why);
    }
}
