package dev.caisson.front.docker;

import dev.caisson.engine.Filters;
import dev.caisson.engine.Images;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.http.Answer;
import dev.caisson.image.registry.FoundRepository;
import dev.caisson.image.registry.Search;
import dev.caisson.wire.SearchResult;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// `GET /images/search`. Source: moby daemon/images/image_search.go (behaviour).
final class SearchEndpoint {
    private static final int LIMIT = 25;
    private static final int MOST = 100;
    private static final Set<String> FILTERS = Set.of("is-automated", "is-official", "stars");

    private final Images images;

    SearchEndpoint(Images images) {
        this.images = images;
    }

    Answer answer(Call call) {
        var query = call.query();
        int limit = limit(query.text("limit"));
        var filters = FilterParameter.parse(query.text("filters"), FILTERS);
        var wanted = new Wanted(filters);
        var search = Search.parse(query.text("term"));
        var credentials = RegistryAuth.of(call);
        var found = RegistryEndpoints.waited(() -> images.search(search, limit, credentials));
        return call.ok(
                "search", found.stream().filter(wanted::has).map(SearchEndpoint::written).toList());
    }

    private static int limit(String text) {
        if (text.isEmpty()) return LIMIT;
        int limit = GoNumbers.atoi("invalid limit specified: strconv.Atoi", text);
        if (limit < 1 || limit > MOST)
            throw new InvalidInput(FaultCode.SEARCH_LIMIT_INVALID, limit);
        return limit;
    }

    private static SearchResult written(FoundRepository one) {
        return new SearchResult(one.stars(), one.official(), one.name(), false, one.description());
    }

    /// What of the result is wanted. Nothing is automated any more.
    private static final class Wanted {
        private final long stars;
        private final List<Boolean> official;
        private final boolean automated;

        Wanted(Filters filters) {
            stars = filters.of("stars").stream().mapToLong(Wanted::number).max().orElse(0);
            official =
                    filters.of("is-official").stream()
                            .map(one -> flag("is-official", one))
                            .toList();
            automated =
                    filters.of("is-automated").stream().anyMatch(one -> flag("is-automated", one));
        }

        boolean has(FoundRepository one) {
            boolean isFitting = official.isEmpty() || official.contains(one.official());
            return !automated && isFitting && one.stars() >= stars;
        }

        private static long number(String text) {
            try {
                return GoNumbers.atoi(text);
            } catch (InvalidInput notNumber) {
                throw new InvalidInput(notNumber, FaultCode.FILTER_VALUE_INVALID, "stars", text);
            }
        }

        private static boolean flag(String key, String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "1", "t", "true" -> true;
                case "0", "f", "false" -> false;
                default -> throw new InvalidInput(FaultCode.FILTER_VALUE_INVALID, key, text);
            };
        }
    }
}
