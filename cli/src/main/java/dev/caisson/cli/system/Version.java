package dev.caisson.cli.system;

import dev.caisson.cli.Command;
import dev.caisson.cli.DaemonClient;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.json.Json;
import dev.caisson.cli.render.Listing;
import java.io.IOException;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// `version`: of this command line and of the daemon.
public final class Version implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Show the version information", 0, 0)
                .string('f', "format", "Format output using a custom template: 'json', 'TEMPLATE'");
    }

    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var server = session.daemon().get("/version");
        var client = new LinkedHashMap<String, @Nullable Object>();
        client.put("Version", own());
        client.put("ApiVersion", DaemonClient.API.substring(2));
        client.put("Os", "linux");
        client.put("Arch", architecture());
        client.put("JavaVersion", System.getProperty("java.version"));
        if (arguments.has("format")) {
            var both = new LinkedHashMap<String, @Nullable Object>();
            both.put("Client", client);
            both.put("Server", server);
            session.out().print(Listing.one(both, arguments.string("format").orElse(null)));
            return 0;
        }
        var out = session.out();
        out.println("Client: Caisson");
        out.println(" Version:     " + own());
        out.println(" API version: " + client.get("ApiVersion"));
        out.println(" OS/Arch:     linux/" + architecture());
        out.println(" Java:        " + client.get("JavaVersion"));
        out.println();
        out.println("Server: " + Json.text(server, "Platform", "Name"));
        out.println(" Version:     " + Json.text(server, "Version"));
        out.println(
                " API version: "
                        + Json.text(server, "ApiVersion")
                        + " (minimum version "
                        + Json.text(server, "MinAPIVersion")
                        + ")");
        out.println(" OS/Arch:     " + Json.text(server, "Os") + "/" + Json.text(server, "Arch"));
        out.println(" Kernel:      " + Json.text(server, "KernelVersion"));
        return 0;
    }

    private static String own() {
        var version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    private static String architecture() {
        var name = System.getProperty("os.arch", "");
        return name.equals("aarch64") ? "arm64" : name;
    }
}
