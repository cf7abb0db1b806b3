package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Pairs;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Privileges, namespaces and devices.
final class IsolationFlags implements RequestPart {
    @Override
    public void declare(Syntax syntax) {
        syntax.bool("privileged", "Give extended privileges to this container")
                .list("cap-add", "Add Linux capabilities")
                .list("cap-drop", "Drop Linux capabilities")
                .list("security-opt", "Security Options")
                .bool("read-only", "Mount the container's root filesystem as read only")
                .string("pid", "PID namespace to use")
                .string("ipc", "IPC mode to use")
                .string("uts", "UTS namespace to use")
                .string("userns", "User namespace to use")
                .string("cgroupns", "Cgroup namespace to use (host|private)")
                .list("sysctl", "Sysctl options")
                .list("device", "Add a host device to the container")
                .list("device-cgroup-rule", "Add a rule to the cgroup allowed devices list")
                .string("gpus", "GPU devices to add to the container ('all' to pass all GPUs)")
                .string("isolation", "Container isolation technology");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) throws IOException {
        if (arguments.has("privileged")) request.host("Privileged", arguments.flag("privileged"));
        if (arguments.has("cap-add")) request.host("CapAdd", capabilities(arguments, "cap-add"));
        if (arguments.has("cap-drop")) request.host("CapDrop", capabilities(arguments, "cap-drop"));
        if (arguments.has("security-opt")) security(arguments.list("security-opt"), request);
        if (arguments.has("read-only")) request.host("ReadonlyRootfs", arguments.flag("read-only"));
        arguments.string("pid").ifPresent(mode -> request.host("PidMode", mode));
        arguments.string("ipc").ifPresent(mode -> request.host("IpcMode", mode));
        arguments.string("uts").ifPresent(mode -> request.host("UTSMode", mode));
        arguments.string("userns").ifPresent(mode -> request.host("UsernsMode", mode));
        arguments.string("cgroupns").ifPresent(mode -> request.host("CgroupnsMode", mode));
        arguments.string("isolation").ifPresent(mode -> request.host("Isolation", mode));
        if (arguments.has("sysctl")) request.host("Sysctls", Pairs.of(arguments.list("sysctl")));
        if (arguments.has("device-cgroup-rule")) {
            request.host("DeviceCgroupRules", arguments.list("device-cgroup-rule"));
        }
        if (arguments.has("device")) {
            var devices = new ArrayList<Map<String, String>>();
            for (var device : arguments.list("device")) devices.add(device(device));
            request.host("Devices", devices);
        }
        arguments
                .string("gpus")
                .ifPresent(
                        gpus ->
                                request.host(
                                        "DeviceRequests",
                                        List.of(
                                                Map.of(
                                                        "Count",
                                                        gpus.equals("all") ? -1 : 1,
                                                        "Capabilities",
                                                        List.of(List.of("gpu"))))));
    }

    /// The daemon wants a seccomp profile itself, not the name of a file it may not see.
    /// `systempaths` is this command line's word for two lists of the request.
    private static void security(List<String> given, ContainerRequest request) throws IOException {
        var options = new ArrayList<String>();
        for (var option : given) {
            var value = option.substring(Math.max(option.indexOf('='), option.indexOf(':')) + 1);
            if (option.equals("systempaths=unconfined")) {
                request.host("MaskedPaths", List.of());
                request.host("ReadonlyPaths", List.of());
            } else if (option.startsWith("seccomp")
                    && !value.equals("unconfined")
                    && !value.equals("builtin")) {
                try {
                    options.add("seccomp=" + Files.readString(Path.of(value)));
                } catch (IOException unreadable) {
                    throw new UsageError(
                            "opening seccomp profile ("
                                    + value
                                    + ") failed: "
                                    + unreadable.getMessage());
                }
            } else {
                options.add(option);
            }
        }
        request.host("SecurityOpt", options);
    }

    /// `HOST[:CONTAINER][:rwm]`.
    private static Map<String, String> device(String written) {
        var parts = written.split(":", -1);
        if (parts.length > 3) throw new UsageError("invalid device specification: " + written);
        boolean modeSecond = parts.length == 2 && parts[1].matches("[rwm]{1,3}");
        var inside = parts.length > 1 && !modeSecond ? parts[1] : parts[0];
        var access = parts.length == 3 ? parts[2] : modeSecond ? parts[1] : "rwm";
        if (!access.matches("[rwm]{1,3}")) throw new UsageError("invalid device mode: " + access);
        return Map.of(
                "PathOnHost", parts[0], "PathInContainer", inside, "CgroupPermissions", access);
    }

    /// With the kernel's names, as docker's command line sends them.
    private static List<String> capabilities(Arguments arguments, String flag) {
        return arguments.list(flag).stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .map(name -> name.equals("ALL") || name.startsWith("CAP_") ? name : "CAP_" + name)
                .distinct()
                .sorted()
                .toList();
    }
}
