package dev.caisson.front.buildkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.build.RecipeView;
import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Answers to questions about a Dockerfile (`docker build --check`, `--call`). Source: BuildKit
/// frontend/subrequests.
final class CallResults {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String VERSION = "1.0.0";
    private static final String PREFIX = "frontend.";
    private static final Map<String, String> KNOWN =
            Map.of(
                    "lint", "Lint a Dockerfile",
                    "outline", "List all parameters current build target supports",
                    "targets", "List all targets current build supports",
                    "subrequests.describe", "List available subrequest types");

    private final RecipeView recipe;

    CallResults(RecipeView recipe) {
        this.recipe = recipe;
    }

    /// @param request `frontend.lint` and so on
    /// @return what the client shows
    /// @throws CallFailed for an unknown one
    Map<String, byte[]> answer(String request) {
        var name = request.startsWith(PREFIX) ? request.substring(PREFIX.length()) : request;
        var answer = new LinkedHashMap<String, byte[]>();
        answer.put("version", VERSION.getBytes(UTF_8));
        Object value =
                switch (name) {
                    case "lint" -> {
                        var status = recipe.warnings().isEmpty() ? "0" : "1";
                        answer.put("result.statuscode", status.getBytes(UTF_8));
                        yield lint();
                    }
                    case "outline" -> outline();
                    case "targets" -> targets();
                    case "subrequests.describe" -> describe();
                    default ->
                            throw new CallFailed(
                                    Code.UNIMPLEMENTED, "unsupported subrequest " + request);
                };
        var json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
        answer.put("result.json", json);
        answer.put("result.txt", json);
        return answer;
    }

    private Object lint() {
        var warnings = new ArrayList<Object>();
        for (var warning : recipe.warnings()) {
            var one = new LinkedHashMap<String, Object>();
            one.put("ruleName", warning.rule());
            one.put("description", warning.description());
            one.put("url", RuleAddress.of(warning));
            one.put("detail", warning.message());
            one.put("location", location(warning.first(), warning.last()));
            warnings.add(one);
        }
        var source = new LinkedHashMap<String, Object>();
        source.put("filename", recipe.file());
        source.put("language", "Dockerfile");
        source.put("data", recipe.text());
        var all = new LinkedHashMap<String, Object>();
        all.put("warnings", warnings);
        all.put("sources", List.of(source));
        return all;
    }

    private Object outline() {
        var all = new LinkedHashMap<String, Object>();
        all.put("name", recipe.target().name());
        all.put("description", recipe.target().description());
        var arguments = new ArrayList<Object>();
        for (var parameter : recipe.parameters()) {
            var one = new LinkedHashMap<String, Object>();
            one.put("name", parameter.name());
            one.put("description", parameter.description());
            one.put("value", parameter.value());
            one.put("location", location(parameter.first(), parameter.last()));
            arguments.add(one);
        }
        all.put("args", arguments);
        all.put("secrets", needs(recipe.secrets()));
        all.put("ssh", needs(recipe.agents()));
        all.put("sources", List.of(recipe.text()));
        return all;
    }

    private static List<Object> needs(List<RecipeView.Need> needs) {
        var all = new ArrayList<Object>();
        for (var need : needs) {
            var one = new LinkedHashMap<String, Object>();
            one.put("name", need.id());
            one.put("required", need.required());
            one.put("location", location(need.first(), need.last()));
            all.add(one);
        }
        return all;
    }

    private Object targets() {
        var targets = new ArrayList<Object>();
        for (var target : recipe.targets()) {
            var one = new LinkedHashMap<String, Object>();
            one.put("name", target.name());
            one.put("default", target.usual());
            one.put("description", target.description());
            one.put("base", target.base());
            one.put("location", location(target.first(), target.last()));
            targets.add(one);
        }
        var all = new LinkedHashMap<String, Object>();
        all.put("targets", targets);
        all.put("sources", List.of(recipe.text()));
        return all;
    }

    private static Object describe() {
        var all = new ArrayList<Object>();
        KNOWN.forEach(
                (name, description) -> {
                    var one = new LinkedHashMap<String, Object>();
                    one.put("name", PREFIX + name);
                    one.put("version", VERSION);
                    one.put("type", "rpc");
                    one.put("description", description);
                    all.add(one);
                });
        return all;
    }

    private static Map<String, Object> location(int first, int last) {
        var range = Map.of("start", Map.of("line", first), "end", Map.of("line", last));
        return Map.of("ranges", List.of(range));
    }
}
