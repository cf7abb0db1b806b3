package dev.caisson.container.plan;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.Unsupported;
import java.util.List;

/// `--security-opt`, parsed.
///
/// @param unmasked true for `systempaths=unconfined`
/// @param writableCgroups its own control groups can be changed from inside
public record SecurityOptions(
        boolean noNewPrivileges,
        SeccompChoice seccomp,
        String appArmor,
        boolean unmasked,
        boolean writableCgroups) {
    /// Which system calls are allowed.
    public sealed interface SeccompChoice {
        /// Docker's default profile.
        record Default() implements SeccompChoice {}

        record Unconfined() implements SeccompChoice {}

        /// @param json the profile itself: clients send its text, not its path
        record Custom(String json) implements SeccompChoice {}
    }

    /// @throws InvalidInput `SECURITY_OPTION_INVALID`
    /// @throws Unsupported for SELinux labels on a host without SELinux
    public static SecurityOptions parse(List<String> options, boolean noNewPrivilegesDefault) {
        boolean noNewPrivileges = noNewPrivilegesDefault;
        SeccompChoice seccomp = new SeccompChoice.Default();
        var appArmor = "";
        boolean unmasked = false;
        boolean writableCgroups = false;
        for (var option : options) {
            int split = separator(option);
            var key = split < 0 ? option : option.substring(0, split);
            var value = split < 0 ? "" : option.substring(split + 1);
            switch (key) {
                case "no-new-privileges" -> noNewPrivileges = flag(option, value, split < 0);
                case "writable-cgroups" -> writableCgroups = strict(option, value, split < 0);
                case "seccomp" -> seccomp = seccomp(option, value);
                case "apparmor" -> appArmor = value;
                case "systempaths" -> {
                    if (!value.equals("unconfined")) throw invalid(option);
                    unmasked = true;
                }
                case "label" -> {
                    if (!value.equals("disable")) {
                        throw new Unsupported(
                                FaultCode.NOT_SUPPORTED,
                                "security option " + option,
                                "SELinux labels need a host with SELinux");
                    }
                }
                default -> throw invalid(option);
            }
        }
        return new SecurityOptions(noNewPrivileges, seccomp, appArmor, unmasked, writableCgroups);
    }

    private static int separator(String option) {
        int equals = option.indexOf('=');
        return equals >= 0 ? equals : option.indexOf(':');
    }

    private static boolean flag(String option, String value, boolean bare) {
        if (bare) return true;
        return switch (value) {
            case "true", "1", "t", "T", "TRUE", "True" -> true;
            case "false", "0", "f", "F", "FALSE", "False" -> false;
            default -> throw invalid(option);
        };
    }

    private static boolean strict(String option, String value, boolean bare) {
        if (bare || value.equals("true")) return true;
        if (value.equals("false")) return false;
        throw invalid(option);
    }

    private static SeccompChoice seccomp(String option, String value) {
        return switch (value) {
            case "" -> throw invalid(option);
            case "unconfined" -> new SeccompChoice.Unconfined();
            case "builtin" -> new SeccompChoice.Default();
            default -> new SeccompChoice.Custom(value);
        };
    }

    private static InvalidInput invalid(String option) {
        return new InvalidInput(
                FaultCode.SECURITY_OPTION_INVALID, option, separator(option) < 0 ? 1 : 2);
    }
}
