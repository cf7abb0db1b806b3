package dev.caisson.container.plan;

import dev.caisson.container.plan.UserDatabase.Group;
import dev.caisson.container.plan.UserDatabase.User;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.ProcessSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// Who a process runs as, in numbers, and where its home is.
public record Account(ProcessSpec.User user, String home) {
    /// @param asked `user[:group]`, names or numbers; empty for root
    /// @param additionalGroups names or numbers
    /// @throws InvalidInput `USER_NOT_FOUND`, `GROUP_NOT_FOUND`, `USER_ID_INVALID`
    public static Account resolve(
            String asked, List<String> additionalGroups, UserDatabase database) {
        int colon = asked.indexOf(':');
        var userPart = colon < 0 ? asked : asked.substring(0, colon);
        var groupPart = colon < 0 ? "" : asked.substring(colon + 1);
        if (groupPart.indexOf(':') >= 0) throw new InvalidInput(FaultCode.USER_ID_INVALID, asked);

        var user = user(userPart.isEmpty() ? "0" : userPart, database);
        SequencedSet<Long> groups = new LinkedHashSet<>();
        long gid = user.gid();
        if (groupPart.isEmpty()) {
            groups.add(gid);
            for (var group : database.groups()) {
                if (group.members().contains(user.name())) groups.add(group.gid());
            }
        } else {
            gid = group(groupPart, database);
            groups.add(gid);
        }
        for (var group : additionalGroups) groups.add(group(group, database));
        return new Account(
                new ProcessSpec.User(user.uid(), gid, new ArrayList<>(groups)),
                user.home().isEmpty() ? "/" : user.home());
    }

    private static User user(String asked, UserDatabase database) {
        if (isNumber(asked)) {
            long uid = number(asked);
            return database.users().stream()
                    .filter(user -> user.uid() == uid)
                    .findFirst()
                    .orElseGet(() -> new User("", uid, 0, "/"));
        }
        return database.users().stream()
                .filter(user -> user.name().equals(asked))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(FaultCode.USER_NOT_FOUND, asked));
    }

    private static long group(String asked, UserDatabase database) {
        if (isNumber(asked)) return number(asked);
        Optional<Group> found =
                database.groups().stream().filter(group -> group.name().equals(asked)).findFirst();
        return found.orElseThrow(() -> new InvalidInput(FaultCode.GROUP_NOT_FOUND, asked)).gid();
    }

    /// What begins like a number is one, and then it must be one that fits.
    private static boolean isNumber(String text) {
        if (text.isEmpty()) return false;
        var digits = text.charAt(0) == '-' || text.charAt(0) == '+' ? text.substring(1) : text;
        return !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long number(String text) {
        var id = UserDatabase.id(text);
        if (id == null) throw new InvalidInput(FaultCode.USER_ID_INVALID, text);
        return id;
    }
}
