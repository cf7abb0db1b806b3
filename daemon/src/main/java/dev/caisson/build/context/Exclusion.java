package dev.caisson.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.dockerfile.ignore.IgnoreRules;
import dev.caisson.storage.TreeMaking;
import dev.caisson.storage.TreeView;
import java.io.IOException;

/// Takes out of a context what its `.dockerignore` excludes, also the Dockerfile and the rules
/// themselves when they are: a client may have sent it all.
public final class Exclusion {
    private static final int LIMIT = 4 << 20;

    private final TreeView view;
    private final TreeMaking making;
    private final IgnoreRules rules;

    private Exclusion(BuildContext context, IgnoreRules rules) {
        view = context.view();
        making = new TreeMaking(context.tree());
        this.rules = rules;
    }

    /// @param dockerfile its path in the context; rules of its own count before the common ones
    /// @return the rules that were applied
    public static IgnoreRules apply(BuildContext context, String dockerfile) throws IOException {
        var view = context.view();
        var text = view.read("/" + dockerfile + ".dockerignore", LIMIT);
        if (text.isEmpty()) text = view.read("/.dockerignore", LIMIT);
        if (text.isEmpty()) return IgnoreRules.none();
        var rules = IgnoreRules.parse(new String(text.get(), UTF_8));
        apply(context, rules);
        return rules;
    }

    /// With the common rules only.
    public static void applyCommon(BuildContext context) throws IOException {
        var text = context.view().read("/.dockerignore", LIMIT);
        if (text.isPresent()) apply(context, IgnoreRules.parse(new String(text.get(), UTF_8)));
    }

    /// Takes out what the rules exclude.
    public static void apply(BuildContext context, IgnoreRules rules) {
        if (!rules.isEmpty()) new Exclusion(context, rules).directory("");
    }

    private void directory(String path) {
        for (var name : view.names(path.isEmpty() ? "/" : "/" + path)) {
            var inside = path.isEmpty() ? name.name() : path + "/" + name.name();
            boolean directory = name.kind() == TreeView.Kind.DIRECTORY;
            boolean excluded = rules.excludes(inside);
            if (excluded && !(directory && rules.mayHoldExceptions(inside))) {
                making.remove("/" + inside);
            } else if (directory) {
                directory(inside);
            }
        }
    }
}
