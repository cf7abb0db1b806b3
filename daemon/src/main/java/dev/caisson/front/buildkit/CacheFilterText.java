package dev.caisson.front.buildkit;

import dev.caisson.front.grpc.CallFailed;
import dev.caisson.front.grpc.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which parts of the cache are meant, in the words of BuildKit: `type==regular`, `id~=…`.
///
/// @param texts one of which must hold; a comma in one means that both sides must
/// @param nanos unused for so long; 0 for whatever
record CacheFilterText(List<String> texts, long nanos) {
    /// In Docker's words.
    ///
    /// @throws CallFailed when it cannot be said so
    Map<String, List<String>> filters() {
        var filters = new HashMap<String, List<String>>();
        if (nanos > 0) filters.put("until", List.of(nanos / 1_000_000_000 + "s"));
        for (var text : texts) {
            for (var part : text.split(",", -1)) {
                if (part.isBlank()) continue;
                int at = part.indexOf("==");
                if (at <= 0) {
                    throw new CallFailed(
                            Code.INVALID_ARGUMENT, "the filter " + part + " is not NAME==VALUE");
                }
                filters.computeIfAbsent(part.substring(0, at), _ -> new ArrayList<>())
                        .add(part.substring(at + 2));
            }
        }
        return filters;
    }
}
