package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Which parts of the cache are meant, in the words of BuildKit: `type==regular`, `id~=…`.
///
/// @param texts one of which must hold; a comma in one means that both sides must
/// @param nanos unused for so long; 0 for whatever
record CacheFilterText(List<String> texts, long nanos) {
    private static final Pattern FILTER =
            Pattern.compile("(id|type|description|parent|inuse|shared|private)(?:==|~=|=)?(.*)");

    /// In Docker's words.
    ///
    /// @throws CallFailed when it cannot be said so
    Map<String, List<String>> filters() {
        var filters = new HashMap<String, List<String>>();
        if (nanos > 0) filters.put("until", List.of(nanos / 1_000_000_000 + "s"));
        for (var text : texts) {
            for (var part : text.split(",", -1)) {
                if (part.isBlank()) continue;
                var read = FILTER.matcher(part);
                if (!read.matches()) {
                    throw new CallFailed(
                            Code.INVALID_ARGUMENT,
                            "the filter "
                                    + part
                                    + " is not NAME==VALUE or NAME~=VALUE with a NAME of id, type,"
                                    + " description, parent, inuse, shared or private");
                }
                filters.computeIfAbsent(read.group(1), _ -> new ArrayList<>()).add(read.group(2));
            }
        }
        return filters;
    }
}
