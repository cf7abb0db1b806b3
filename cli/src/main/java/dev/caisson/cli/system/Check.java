package dev.caisson.cli.system;

import dev.caisson.cli.Command;
import dev.caisson.cli.Session;
import dev.caisson.cli.arguments.Arguments;
import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.http.Query;
import dev.caisson.cli.json.Json;
import java.io.IOException;
import java.util.Locale;

/// `system check`: looks for damage in the data root, and mends what can be.
public final class Check implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax("[OPTIONS]", "Look for damaged or unneeded image data", 0, 0)
                .bool("repair", "Remove what is not needed, make again or fetch what is damaged");
    }

    /// @return 0 when nothing is wrong any more, else 1
    @Override
    public int run(Arguments arguments, Session session) throws IOException {
        var target = Query.of("/system/check").withIf(arguments.flag("repair"), "repair", "1");
        var findings = Json.list(session.daemon().post(target.toString(), null));
        int open = 0;
        for (var finding : findings) {
            boolean isOpen = "true".equals(Json.text(finding, "Open"));
            if (isOpen) open++;
            session.out()
                    .println(
                            words(Json.text(finding, "Damage"))
                                    + ": "
                                    + Json.text(finding, "Subject")
                                    + ": "
                                    + Json.text(finding, "Detail")
                                    + done(Json.text(finding, "Remedy")));
        }
        session.out().println(findings.size() + " found, " + open + " open");
        return open == 0 ? 0 : 1;
    }

    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String done(String remedy) {
        return remedy.equals("NONE") ? "" : ": " + words(remedy);
    }
}
