package dev.caisson.build.copy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.storage.TreeCopy.ModeRule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What `--chmod` does: octal, or symbolic as chmod(1) has it (`u=rwX,go-w`).
public final class ModeChange implements ModeRule {
    private static final Pattern OCTAL = Pattern.compile("0?o?[0-7]{1,5}");
    private static final Pattern CLAUSE = Pattern.compile("([ugoa]*)((?:[-+=][rwxXst]*)+)");
    private static final Pattern ACTION = Pattern.compile("([-+=])([rwxXst]*)");

    private final int octal;
    private final List<Action> actions;

    private ModeChange(int octal, List<Action> actions) {
        this.octal = octal;
        this.actions = List.copyOf(actions);
    }

    /// @param who mask of the bits it is about
    private record Action(int who, char operator, String permissions) {}

    /// @throws InvalidInput `BUILD_STEP_REFUSED`
    public static ModeChange parse(String written) {
        if (OCTAL.matcher(written).matches()) {
            int octal = Integer.parseInt(written.replace("o", ""), 8);
            if (octal > 07777) throw invalid(written);
            return new ModeChange(octal, List.of());
        }
        var actions = new ArrayList<Action>();
        for (var clause : written.split(",", -1)) {
            var match = CLAUSE.matcher(clause);
            if (!match.matches()) throw invalid(written);
            var each = ACTION.matcher(match.group(2));
            while (each.find()) {
                actions.add(
                        new Action(who(match.group(1)), each.group(1).charAt(0), each.group(2)));
            }
        }
        return new ModeChange(-1, actions);
    }

    private static int who(String letters) {
        if (letters.isEmpty()) return 07777;
        int mask = 0;
        for (int letter : letters.chars().toArray()) {
            mask |=
                    switch (letter) {
                        case 'u' -> 04700;
                        case 'g' -> 02070;
                        case 'o' -> 01007;
                        default -> 07777;
                    };
        }
        return mask;
    }

    @Override
    public int of(int mode, boolean directory) {
        if (octal >= 0) return octal;
        int changed = mode;
        for (var action : actions) {
            // `X` looks at what there was before, as in BuildKit.
            int bits = bits(action.permissions(), directory || (mode & 0111) != 0);
            bits &= action.who();
            changed =
                    switch (action.operator()) {
                        case '+' -> changed | bits;
                        case '-' -> changed & ~bits;
                        default -> changed & ~(action.who() & 0777) | bits;
                    };
        }
        return changed;
    }

    /// What directories get that are made on the way: an octal mode, no change.
    int ofMade(int usual) {
        return octal >= 0 ? octal : usual;
    }

    private static int bits(String permissions, boolean executable) {
        int bits = 0;
        for (int letter : permissions.chars().toArray()) {
            bits |=
                    switch (letter) {
                        case 'r' -> 0444;
                        case 'w' -> 0222;
                        case 'x' -> 0111;
                        case 'X' -> executable ? 0111 : 0;
                        case 's' -> 06000;
                        default -> 01000;
                    };
        }
        return bits;
    }

    private static InvalidInput invalid(String written) {
        return new InvalidInput(
                FaultCode.BUILD_STEP_REFUSED,
                "invalid --chmod=" + written + ": octal (0644) or symbolic (u=rw,go=r)");
    }
}
