package dev.caisson.launch;

import static dev.caisson.launch.ProgramBuilder.ZERO;

import dev.caisson.launch.LaunchProgram.Phase;
import dev.caisson.spec.ProcessSpec;
import dev.caisson.sys.Errno;
import java.util.ArrayList;
import java.util.List;

/// Executes the user's program, looked up in PATH as `execvp(3)` does: the first candidate that can
/// be executed; EACCES when one was found but may not be, else ENOENT.
final class ExecuteSteps {
    /// Where programs are looked up without PATH. Source: moby, default PATH of an image.
    private static final String DEFAULT_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private ExecuteSteps() {}

    static void build(ProgramBuilder program, ProcessSpec process) {
        var p = program;
        p.phase(Phase.EXECUTE);
        var arguments = p.texts(process.arguments());
        var environment = p.texts(process.environment());
        var row = p.slot("deniedRow");
        var error = p.slot("deniedError");
        var failed = p.failed();
        for (var path : candidates(process)) {
            var next = p.label("not " + path);
            var denied = p.label("denied " + path);
            var why = p.label("why not " + path);
            p.step("execute " + path, new ProcessOp.Execve(p.text(path), arguments, environment))
                    .onError(why);
            p.place(why);
            p.ifError(Errno.ENOENT, next);
            p.ifError(Errno.ENOTDIR, next);
            p.onlyError(Errno.EACCES, denied);
            p.place(denied);
            p.set("remember the candidate", row, p.lastRow());
            p.set("remember the error", error, p.lastError());
            p.place(next);
        }
        p.step("was one denied?", new Compute.Add(row, ZERO)).onZero(failed);
        p.set("report that one", p.lastRow(), row);
        p.set("and its error", p.lastError(), error).always(failed);
    }

    /// What is tried, in order.
    static List<String> candidates(ProcessSpec process) {
        var name = process.arguments().getFirst();
        if (name.isEmpty() || name.indexOf('/') >= 0) return List.of(name);
        var path = DEFAULT_PATH;
        for (var variable : process.environment()) {
            if (variable.startsWith("PATH=")) path = variable.substring("PATH=".length());
        }
        var candidates = new ArrayList<String>();
        for (var directory : path.split(":", -1)) {
            candidates.add(directory.isEmpty() ? "./" + name : directory + "/" + name);
        }
        return candidates;
    }
}
