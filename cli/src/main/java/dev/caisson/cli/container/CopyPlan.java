package dev.caisson.cli.container;

import dev.caisson.tar.RawText;
import java.io.IOException;
import java.util.function.UnaryOperator;

/// Where the entries of a tar go, and what they are called there. Docker's rules, which are those
/// of `cp -a`: into a directory that exists, else under the new name.
///
/// @param directory where the tar is unpacked
/// @param from the first part of the names in the tar
/// @param to what is put in its place
record CopyPlan(String directory, String from, String to) implements UnaryOperator<String> {
    /// What is at one end.
    ///
    /// @param path where a link that is followed leads
    /// @param base the first part of names in the tar, for a source
    record End(String path, String base, boolean exists, boolean directory) {}

    /// @throws IOException when a directory would take the place of a file, or one is missing
    static CopyPlan of(End source, End target) throws IOException {
        if (target.exists() && target.directory()) {
            return new CopyPlan(target.path(), source.base(), source.base());
        }
        if (target.exists() && source.directory()) throw new IOException("cannot copy directory");
        if (!target.exists() && !source.directory() && CopyPath.namesDirectory(target.path())) {
            throw new IOException("no such directory");
        }
        return new CopyPlan(
                CopyPath.parent(target.path()), source.base(), CopyPath.base(target.path()));
    }

    /// The same for names as a tar has them: bytes, one a character.
    CopyPlan ofBytes() {
        return new CopyPlan(directory, RawText.ofText(from).latin1(), RawText.ofText(to).latin1());
    }

    /// The new name of an entry.
    @Override
    public String apply(String name) {
        if (from.equals(to)) return name;
        if (name.equals(from)) return to;
        if (from.isEmpty()) return to + (name.startsWith("/") ? "" : "/") + name;
        return name.startsWith(from + "/") ? to + name.substring(from.length()) : name;
    }
}
