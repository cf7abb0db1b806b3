package dev.caisson.cli;

import dev.caisson.cli.arguments.UsageError;
import dev.caisson.cli.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// `--filter KEY=VALUE`, as the API takes it.
public final class Filters {
    private Filters() {}

    /// @param given as written, `KEY=VALUE` each
    /// @return a JSON object of lists
    /// @throws UsageError for a filter without an equals sign
    public static String json(List<String> given) {
        var filters = new LinkedHashMap<String, List<String>>();
        for (var filter : given) {
            int equals = filter.indexOf('=');
            if (equals < 1) {
                throw new UsageError(
                        "invalid argument \""
                                + filter
                                + "\" for \"-f, --filter\" flag: invalid filter '"
                                + filter
                                + "', must be in the form KEY=VALUE");
            }
            filters.computeIfAbsent(filter.substring(0, equals).strip(), _ -> new ArrayList<>())
                    .add(filter.substring(equals + 1).strip());
        }
        return new String(Json.write(filters), StandardCharsets.UTF_8);
    }
}
