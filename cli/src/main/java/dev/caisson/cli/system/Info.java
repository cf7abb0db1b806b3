package dev.caisson.cli.system;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Listing;
import dev.caisson.cli.render.Units;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// `info`: what the daemon is and what its host can do.
public final class Info implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Display system-wide information", 0, 0)
                .string('f', "format", "Format output using a custom template: 'json', 'TEMPLATE'");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var info = session.daemon().get("/info");
        if (arguments.has("format")) {
            session.out().print(Listing.one(info, arguments.string("format").orElse(null)));
            return 0;
        }
        print(info, session.out());
        for (var warning : Json.list(Json.at(info, "Warnings"))) session.err().println(warning);
        return 0;
    }

    private static void print(@Nullable Object info, PrintStream out) {
        out.println("Server:");
        out.println(" Containers: " + Json.number(info, "Containers"));
        out.println("  Running: " + Json.number(info, "ContainersRunning"));
        out.println("  Paused: " + Json.number(info, "ContainersPaused"));
        out.println("  Stopped: " + Json.number(info, "ContainersStopped"));
        out.println(" Images: " + Json.number(info, "Images"));
        line(out, "Server Version", Json.text(info, "ServerVersion"));
        line(out, "Storage Driver", Json.text(info, "Driver"));
        for (var pair : Json.list(Json.at(info, "DriverStatus"))) {
            var both = Json.list(pair);
            if (both.size() == 2) line(out, " " + both.get(0), String.valueOf(both.get(1)));
        }
        line(out, "Logging Driver", Json.text(info, "LoggingDriver"));
        line(out, "Cgroup Driver", Json.text(info, "CgroupDriver"));
        line(out, "Cgroup Version", Json.text(info, "CgroupVersion"));
        var options = new ArrayList<String>();
        for (var option : Json.list(Json.at(info, "SecurityOptions")))
            options.add(String.valueOf(option));
        line(out, "Security Options", String.join(" ", options));
        line(out, "Kernel Version", Json.text(info, "KernelVersion"));
        line(out, "Operating System", Json.text(info, "OperatingSystem"));
        line(out, "OSType", Json.text(info, "OSType"));
        line(out, "Architecture", Json.text(info, "Architecture"));
        line(out, "CPUs", Json.text(info, "NCPU"));
        line(out, "Total Memory", Units.binarySize(Json.number(info, "MemTotal")));
        line(out, "Name", Json.text(info, "Name"));
        line(out, "ID", Json.text(info, "ID"));
        line(out, "Docker Root Dir", Json.text(info, "DockerRootDir"));
        line(out, "Live Restore Enabled", Json.text(info, "LiveRestoreEnabled"));
    }

    private static void line(PrintStream out, String name, String value) {
        if (!value.isEmpty()) out.println(" " + name + ": " + value);
    }
}
