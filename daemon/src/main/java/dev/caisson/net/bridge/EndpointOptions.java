package dev.caisson.net.bridge;

import dev.caisson.net.model.EndpointDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Options of an end: settings of its device, and the device's name. Source: moby
/// libnetwork/netlabel (names and behaviour).
public final class EndpointOptions {
    private static final String SETTINGS = "com.docker.network.endpoint.sysctls";
    private static final String DEVICE = "com.docker.network.endpoint.ifname";
    private static final String OWN = "IFNAME";
    private static final Pattern SETTING =
            Pattern.compile("net\\.(ipv4|ipv6|mpls)\\.([a-z]+)\\.(?i:IFNAME)\\.([a-z0-9_]+)=(.*)");
    private static final Pattern NAME = Pattern.compile("[^\\s/:]{1,15}");

    private EndpointOptions() {}

    /// A setting of a device.
    ///
    /// @param file below `/proc/sys`, with `IFNAME` for the device
    record Setting(String file, String value) {
        String file(String device) {
            return file.replace("/" + OWN + "/", "/" + device + "/");
        }
    }

    /// What is wrong with them.
    public static List<String> wrong(EndpointDraft draft) {
        var wrong = new ArrayList<String>();
        for (var written : written(draft)) {
            if (SETTING.matcher(written).matches()) continue;
            wrong.add(
                    "unrecognised network interface sysctl '"
                            + written
                            + "'; represent 'net.X.Y.ethN.Z=V' as 'net.X.Y.IFNAME.Z=V', 'X' must"
                            + " be 'ipv4', 'ipv6' or 'mpls'");
        }
        var device = draft.options().get(DEVICE);
        if (device != null && !isDevice(device)) {
            wrong.add("invalid network interface name \"" + device + "\"");
        }
        return wrong;
    }

    private static boolean isDevice(String name) {
        return NAME.matcher(name).matches()
                && !name.equals(".")
                && !name.equals("..")
                && !name.equals("lo");
    }

    /// The name the device inside shall have.
    public static Optional<String> device(EndpointDraft draft) {
        return Optional.ofNullable(draft.options().get(DEVICE));
    }

    static List<Setting> settings(EndpointDraft draft) {
        var settings = new ArrayList<Setting>();
        for (var written : written(draft)) {
            var setting = SETTING.matcher(written);
            if (!setting.matches()) continue;
            var file =
                    String.join(
                            "/", "net", setting.group(1), setting.group(2), OWN, setting.group(3));
            settings.add(new Setting(file, setting.group(4)));
        }
        return settings;
    }

    private static List<String> written(EndpointDraft draft) {
        var all = draft.options().getOrDefault(SETTINGS, "");
        return all.isEmpty() ? List.of() : List.of(all.split(",", -1));
    }
}
