package dev.caisson.cli.create;

import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.arguments.UsageError;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.BiFunction;

/// Limits on block devices.
final class ThrottleFlags implements RequestPart {
    @Override
    public void declare(Syntax syntax) {
        syntax.integer(
                        "blkio-weight",
                        "Block IO (relative weight), between 10 and 1000, or 0 to disable")
                .list("blkio-weight-device", "Block IO weight (relative device weight)")
                .list("device-read-bps", "Limit read rate (bytes per second) from a device")
                .list("device-write-bps", "Limit write rate (bytes per second) to a device")
                .list("device-read-iops", "Limit read rate (IO per second) from a device")
                .list("device-write-iops", "Limit write rate (IO per second) to a device")
                .string(
                        "io-maxbandwidth",
                        "Maximum IO bandwidth limit for the system drive (Windows only)")
                .integer("io-maxiops", "Maximum IOps limit for the system drive (Windows only)");
    }

    @Override
    public void apply(Arguments arguments, ContainerRequest request) {
        arguments.integer("blkio-weight").ifPresent(weight -> request.host("BlkioWeight", weight));
        arguments.integer("io-maxiops").ifPresent(most -> request.host("IOMaximumIOps", most));
        arguments
                .string("io-maxbandwidth")
                .ifPresent(
                        most ->
                                request.host(
                                        "IOMaximumBandwidth",
                                        Sizes.bytes("--io-maxbandwidth", most)));
        devices(
                arguments,
                request,
                "blkio-weight-device",
                "BlkioWeightDevice",
                "Weight",
                ThrottleFlags::number);
        devices(arguments, request, "device-read-bps", "BlkioDeviceReadBps", "Rate", Sizes::bytes);
        devices(
                arguments,
                request,
                "device-write-bps",
                "BlkioDeviceWriteBps",
                "Rate",
                Sizes::bytes);
        devices(
                arguments,
                request,
                "device-read-iops",
                "BlkioDeviceReadIOps",
                "Rate",
                ThrottleFlags::number);
        devices(
                arguments,
                request,
                "device-write-iops",
                "BlkioDeviceWriteIOps",
                "Rate",
                ThrottleFlags::number);
    }

    private static void devices(
            Arguments arguments,
            ContainerRequest request,
            String flag,
            String field,
            String member,
            BiFunction<String, String, Long> value) {
        if (!arguments.has(flag)) return;
        var devices = new ArrayList<Map<String, Object>>();
        for (var written : arguments.list(flag)) {
            int colon = written.lastIndexOf(':');
            if (colon < 1 || !written.startsWith("/dev/")) {
                throw new UsageError(
                        "invalid argument \""
                                + written
                                + "\" for \"--"
                                + flag
                                + "\" flag: bad format: "
                                + written);
            }
            devices.add(
                    Map.of(
                            "Path",
                            written.substring(0, colon),
                            member,
                            value.apply("--" + flag, written.substring(colon + 1))));
        }
        request.host(field, devices);
    }

    private static long number(String flag, String written) {
        try {
            return Long.parseUnsignedLong(written);
        } catch (NumberFormatException unreadable) {
            throw new UsageError(
                    "invalid argument \"" + written + "\" for \"" + flag + "\" flag: not a number");
        }
    }
}
