package dev.caisson.front.registry;

import dev.caisson.front.docker.Json;
import dev.caisson.front.http.Answer;
import dev.caisson.image.Descriptor;
import dev.caisson.image.MediaType;
import dev.caisson.image.hosted.HostedContent;
import dev.caisson.image.hosted.HostedRepositories;
import dev.caisson.image.hosted.Referrer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reading.
final class Pulls {
    private static final int PAGE = 1000;
    private static final int BUFFER = 1 << 16;

    private final HostedRepositories repositories;

    Pulls(HostedRepositories repositories) {
        this.repositories = repositories;
    }

    private record TagList(String name, List<String> tags) {}

    private record Repositories(List<String> repositories) {}

    private record ReferrerIndex(
            int schemaVersion, String mediaType, List<Map<String, Object>> manifests) {}

    Answer manifest(Asked asked, Resource.Manifest wanted) {
        var found = repositories.manifest(asked.place(wanted.path()), wanted.which());
        var digest = found.descriptor().digest().toString();
        return new Answer.Whole(
                200,
                Map.of(
                        "Content-Type",
                        found.descriptor().mediaType(),
                        "Docker-Content-Digest",
                        digest,
                        "ETag",
                        "\"" + digest + "\""),
                found.content());
    }

    Answer blob(Asked asked, Resource.Blob wanted) {
        var content = repositories.blob(asked.place(wanted.path()), wanted.digest());
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/octet-stream");
        headers.put("Docker-Content-Digest", content.digest().toString());
        headers.put("Accept-Ranges", "bytes");
        headers.put("ETag", "\"" + content.digest() + "\"");
        var header = asked.header("Range").filter(ByteRange::isOne);
        if (header.isEmpty() || asked.isHead()) {
            return streamed(200, headers, content, new ByteRange(0, content.size()), asked);
        }
        var range = ByteRange.of(header.get(), content.size());
        if (range.isEmpty()) {
            content.close();
            return RegistryFault.answer(416, "SIZE_INVALID", "the blob has no such part")
                    .with("Content-Range", "bytes */" + content.size());
        }
        headers.put("Content-Range", range.get().shown(content.size()));
        return streamed(206, headers, content, range.get(), asked);
    }

    private static Answer streamed(
            int status,
            Map<String, String> headers,
            HostedContent content,
            ByteRange range,
            Asked asked) {
        headers.put("Content-Length", Long.toString(range.length()));
        return new Answer.Streaming(
                status,
                headers,
                out -> {
                    try (content) {
                        if (asked.isHead()) return;
                        try (var in = content.open(range.from(), range.length())) {
                            long left = range.length();
                            var buffer = new byte[BUFFER];
                            while (left > 0) {
                                int count = in.read(buffer);
                                if (count < 0) throw new IOException("the blob ends too early");
                                out.write(buffer, 0, count);
                                left -= count;
                            }
                        }
                    }
                });
    }

    Answer tags(Asked asked, Resource.Tags wanted) {
        var page =
                Page.of(
                        repositories.tags(asked.place(wanted.path())),
                        asked,
                        String.CASE_INSENSITIVE_ORDER.thenComparing(String::compareTo));
        var answer = json(new TagList(wanted.path().value(), page.items));
        return page.linked(answer, "/v2/" + wanted.path() + "/tags/list");
    }

    Answer catalog(Asked asked) {
        var page = Page.of(repositories.names(), asked, Comparator.naturalOrder());
        return page.linked(json(new Repositories(page.items)), "/v2/_catalog");
    }

    Answer referrers(Asked asked, Resource.Referrers wanted) {
        var type = asked.parameter("artifactType").filter(text -> !text.isEmpty());
        var found =
                repositories.referrers(asked.place(wanted.path()), wanted.digest()).stream()
                        .filter(one -> type.isEmpty() || type.get().equals(one.artifactType()))
                        .map(Pulls::shown)
                        .toList();
        Answer answer =
                new Answer.Whole(
                        200,
                        Map.of("Content-Type", MediaType.OCI_INDEX),
                        Json.bytes(new ReferrerIndex(2, MediaType.OCI_INDEX, found)));
        return type.isEmpty() ? answer : answer.with("OCI-Filters-Applied", "artifactType");
    }

    private static Map<String, Object> shown(Referrer referrer) {
        Descriptor manifest = referrer.manifest();
        var shown = new LinkedHashMap<String, Object>();
        shown.put("mediaType", manifest.mediaType());
        shown.put("digest", manifest.digest().toString());
        shown.put("size", manifest.size());
        if (!referrer.artifactType().isEmpty()) shown.put("artifactType", referrer.artifactType());
        if (!manifest.annotations().isEmpty()) shown.put("annotations", manifest.annotations());
        return shown;
    }

    private static Answer json(Object value) {
        return new Answer.Whole(200, Map.of("Content-Type", "application/json"), Json.bytes(value));
    }

    /// A part of a list.
    ///
    /// @param next query of the next part; empty when this is the last
    private record Page(List<String> items, String next) {
        static Page of(Collection<String> all, Asked asked, Comparator<String> order) {
            int most = asked.parameter("n").map(Page::number).orElse(PAGE);
            var last = asked.parameter("last").orElse("");
            var items = new ArrayList<String>();
            boolean more = false;
            for (var item : all) {
                if (!last.isEmpty() && order.compare(item, last) <= 0) continue;
                if (items.size() == most) {
                    more = true;
                    break;
                }
                items.add(item);
            }
            if (!more || items.isEmpty()) return new Page(items, "");
            var after = URLEncoder.encode(items.getLast(), StandardCharsets.UTF_8);
            return new Page(items, "?n=" + most + "&last=" + after);
        }

        private static int number(String text) {
            return text.matches("[0-9]{1,4}") ? Math.min(Integer.parseInt(text), PAGE) : PAGE;
        }

        Answer linked(Answer answer, String path) {
            if (next.isEmpty()) return answer;
            return answer.with("Link", "<" + path + next + ">; rel=\"next\"");
        }
    }
}
