package dev.caisson.cli;

import dev.caisson.cli.arguments.Help;
import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.http.DaemonAddress;
import dev.caisson.cli.template.TemplateError;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The command line: finds the command, parses its arguments, runs it and turns failures into
/// Docker's exit codes and texts.
public final class Main {
    /// Exit code of a failure that is the command line's or the daemon's own.
    private static final int FAILURE = 1;

    /// Exit code when the arguments do not fit.
    private static final int USAGE = 125;

    /// Exit code of `run` and friends when the daemon fails before the container does.
    public static final int DAEMON_FAILURE = 125;

    private Main() {}

    public static void main(String[] arguments) {
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        int code = run(Arrays.asList(arguments), System.getenv(), out, err);
        out.flush();
        err.flush();
        // halt, not exit: there is nothing to shut down, and exit loads the logging system.
        Runtime.getRuntime().halt(code);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        try {
            var global = GlobalOptions.take(arguments);
            var table = new CommandTable();
            var found = table.find(global.rest());
            if (found.isEmpty()) return new Usage(table).unknown(global.rest(), out, err);
            var address =
                    DaemonAddress.of(
                            global.host(),
                            environment.getOrDefault(
                                    "CAISSON_HOST", environment.get("DOCKER_HOST")));
            var session =
                    new Session(
                            new DaemonClient(address, DaemonStarter.fromEnvironment(environment)),
                            out,
                            err,
                            environment,
                            Clock.systemUTC());
            var command = found.get();
            return run(
                    command, global.rest().subList(command.words(), global.rest().size()), session);
        } catch (IllegalArgumentException unusable) {
            err.println(unusable.getMessage());
            return FAILURE;
        }
    }

    private static int run(CommandTable.Found found, List<String> given, Session session) {
        var name = "caisson " + found.name();
        try {
            var syntax = found.command().syntax();
            var arguments = syntax.parse(given);
            if (arguments.flag("help")) {
                Help.print(name, syntax, session.out());
                return 0;
            }
            return found.command().run(arguments, session);
        } catch (UsageError unusable) {
            session.err().println(unusable.getMessage());
            session.err().println("\nUsage:  " + name + " " + found.command().syntax().usage());
            session.err().println("\nRun '" + name + " --help' for more information");
            return USAGE;
        } catch (DaemonError refused) {
            session.err().println(refused.text());
            return FAILURE;
        } catch (IOException | TemplateError broken) {
            session.err().println(broken.getMessage());
            return FAILURE;
        }
    }

    /// Options that stand before the command.
    ///
    /// @param host value of `-H`, or null
    /// @param rest the command and what follows
    record GlobalOptions(@Nullable String host, List<String> rest) {
        /// @throws IllegalArgumentException for an unknown option
        static GlobalOptions take(List<String> arguments) {
            String host = null;
            int i = 0;
            while (i < arguments.size() && arguments.get(i).startsWith("-")) {
                var argument = arguments.get(i++);
                if (argument.equals("-H") || argument.equals("--host")) {
                    if (i == arguments.size()) {
                        throw new IllegalArgumentException("flag needs an argument: " + argument);
                    }
                    host = arguments.get(i++);
                } else if (argument.startsWith("--host=") || argument.startsWith("-H=")) {
                    host = argument.substring(argument.indexOf('=') + 1);
                } else if (argument.equals("-v") || argument.equals("--version")) {
                    return new GlobalOptions(host, List.of("version"));
                } else if (argument.equals("--help") || argument.equals("-h")) {
                    return new GlobalOptions(host, List.of());
                } else {
                    throw new IllegalArgumentException(
                            "unknown flag: " + argument + "\nSee 'caisson --help'.");
                }
            }
            return new GlobalOptions(host, new ArrayList<>(arguments.subList(i, arguments.size())));
        }
    }
}
