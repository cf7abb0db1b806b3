package dev.caisson.container.plan;

import dev.caisson.container.plan.DeviceLookup.HostDevice;
import dev.caisson.container.request.DeviceRequests;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.spec.Device;
import dev.caisson.spec.Resources.DeviceRule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The device nodes in the container's `/dev` and the rules of its device control group.
///
/// @param rules empty for a privileged container: nothing is forbidden
public record DevicePlan(List<Device> nodes, List<DeviceRule> rules) {
    private static final Pattern RULE =
            Pattern.compile("([acb]) ([0-9]+|\\*):([0-9]+|\\*) ([rwm]{1,3})");
    private static final Pattern PERMISSIONS = Pattern.compile("[rwm]{1,3}");

    /// Source: runc libcontainer/specconv, AllowedDevices
    private static final List<Device> STANDARD =
            List.of(
                    standard("/dev/null", 1, 3),
                    standard("/dev/zero", 1, 5),
                    standard("/dev/full", 1, 7),
                    standard("/dev/random", 1, 8),
                    standard("/dev/urandom", 1, 9),
                    standard("/dev/tty", 5, 0));

    public DevicePlan {
        nodes = List.copyOf(nodes);
        rules = List.copyOf(rules);
    }

    /// @throws InvalidInput `DEVICE_INVALID`, `DEVICE_RULE_INVALID`
    public static DevicePlan of(DeviceRequests asked, boolean privileged, DeviceLookup host) {
        var nodes = new ArrayList<>(STANDARD);
        var rules = new ArrayList<DeviceRule>();
        if (privileged) {
            for (var device : host.below("/dev")) {
                if (!isProvided(device.path(), nodes)) nodes.add(node(device, device.path()));
            }
        } else {
            standardRules(rules);
        }
        for (var mapping : asked.mappings()) {
            for (var mapped : map(mapping, host)) {
                nodes.removeIf(node -> node.path().equals(mapped.path()));
                nodes.add(mapped);
                var access = permissions(mapping);
                rules.add(
                        new DeviceRule(
                                true, mapped.type(), mapped.major(), mapped.minor(), access));
            }
        }
        for (var rule : asked.cgroupRules()) rules.add(parse(rule));
        return new DevicePlan(nodes, privileged ? List.of() : rules);
    }

    private static void standardRules(List<DeviceRule> rules) {
        rules.add(new DeviceRule(false, 'a', -1, -1, "rwm"));
        rules.add(new DeviceRule(true, 'c', -1, -1, "m"));
        rules.add(new DeviceRule(true, 'b', -1, -1, "m"));
        for (var node : STANDARD) {
            rules.add(new DeviceRule(true, 'c', node.major(), node.minor(), "rwm"));
        }
        rules.add(new DeviceRule(true, 'c', 5, 1, "rwm")); // console
        rules.add(new DeviceRule(true, 'c', 5, 2, "rwm")); // ptmx
        rules.add(new DeviceRule(true, 'c', 136, -1, "rwm")); // pts
    }

    private static List<Device> map(DeviceRequests.Mapping mapping, DeviceLookup host) {
        var permissions = permissions(mapping);
        if (!PERMISSIONS.matcher(permissions).matches()) {
            throw invalid(mapping, "invalid permissions: " + permissions);
        }
        var target = mapping.inContainer().isEmpty() ? mapping.onHost() : mapping.inContainer();
        if (!target.startsWith("/")) throw invalid(mapping, target + " is not an absolute path");
        var one = host.at(mapping.onHost());
        if (one.isPresent()) return List.of(node(one.get(), target));
        var below = host.below(mapping.onHost());
        if (below.isEmpty()) throw invalid(mapping, "no such file or directory, or not a device");
        return below.stream()
                .map(
                        device ->
                                node(
                                        device,
                                        target
                                                + device.path()
                                                        .substring(mapping.onHost().length())))
                .toList();
    }

    private static String permissions(DeviceRequests.Mapping mapping) {
        return mapping.permissions().isEmpty() ? "rwm" : mapping.permissions();
    }

    private static DeviceRule parse(String text) {
        var matcher = RULE.matcher(text);
        if (!matcher.matches()) throw new InvalidInput(FaultCode.DEVICE_RULE_INVALID, text);
        return new DeviceRule(
                true,
                matcher.group(1).charAt(0),
                number(matcher.group(2), text),
                number(matcher.group(3), text),
                matcher.group(4));
    }

    private static int number(String text, String rule) {
        if (text.equals("*")) return -1;
        if (text.length() > 7) throw new InvalidInput(FaultCode.DEVICE_RULE_INVALID, rule);
        return Integer.parseInt(text);
    }

    /// What the container gets in another way: terminals, shared memory, the console.
    private static boolean isProvided(String path, List<Device> nodes) {
        return path.startsWith("/dev/pts/")
                || path.startsWith("/dev/shm/")
                || path.startsWith("/dev/mqueue/")
                || path.equals("/dev/console")
                || path.equals("/dev/ptmx")
                || nodes.stream().anyMatch(node -> node.path().equals(path));
    }

    private static Device node(HostDevice device, String path) {
        return new Device(
                path,
                device.type(),
                device.major(),
                device.minor(),
                device.mode(),
                device.uid(),
                device.gid());
    }

    private static Device standard(String path, int major, int minor) {
        return new Device(path, 'c', major, minor, 0666, 0, 0);
    }

    private static InvalidInput invalid(DeviceRequests.Mapping mapping, String why) {
        return new InvalidInput(FaultCode.DEVICE_INVALID, mapping.onHost(), why);
    }
}
