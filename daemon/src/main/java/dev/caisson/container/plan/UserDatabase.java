package dev.caisson.container.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/etc/passwd` and `/etc/group` of an image. Lines that are not as passwd(5) and group(5) say are
/// skipped; names and numbers are kept apart, so that a number is never looked up as a name.
///
/// @param users in the order of the file
/// @param groups likewise
public record UserDatabase(List<User> users, List<Group> groups) {
    /// Uids and gids end here: the number above means "none" to the kernel.
    public static final long LARGEST_ID = 0xFFFF_FFFEL;

    private static final int LONGEST_LINE = 65_536;

    public UserDatabase {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }

    public record User(String name, long uid, long gid, String home) {}

    public record Group(String name, long gid, List<String> members) {
        public Group {
            members = List.copyOf(members);
        }
    }

    /// @param passwd the file's text, empty when there is none; likewise `group`
    public static UserDatabase parse(String passwd, String group) {
        return new UserDatabase(users(passwd), groups(group));
    }

    private static List<User> users(String text) {
        var users = new ArrayList<User>();
        for (var line : lines(text)) {
            var fields = line.split(":", -1);
            if (fields.length < 6) continue;
            var uid = id(fields[2]);
            var gid = id(fields[3]);
            if (uid == null || gid == null || fields[0].isEmpty()) continue;
            users.add(new User(fields[0], uid, gid, fields[5]));
        }
        return users;
    }

    private static List<Group> groups(String text) {
        var groups = new ArrayList<Group>();
        for (var line : lines(text)) {
            var fields = line.split(":", -1);
            if (fields.length < 3) continue;
            var gid = id(fields[2]);
            if (gid == null || fields[0].isEmpty()) continue;
            var members =
                    fields.length > 3 && !fields[3].isEmpty()
                            ? fields[3].split(",", -1)
                            : new String[0];
            groups.add(new Group(fields[0], gid, List.of(members)));
        }
        return groups;
    }

    private static List<String> lines(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.length() <= LONGEST_LINE)
                .filter(line -> line.charAt(0) != '#')
                .toList();
    }

    /// A number from 0 to [#LARGEST_ID], without sign and blanks; null for anything else.
    static @Nullable Long id(String text) {
        if (text.isEmpty() || text.length() > 10) return null;
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) return null;
        long value = Long.parseLong(text);
        return value <= LARGEST_ID ? value : null;
    }
}
