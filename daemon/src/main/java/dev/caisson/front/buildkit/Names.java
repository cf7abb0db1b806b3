package dev.caisson.front.buildkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.image.Sha256;

/// By what the steps of one build are known to its client: digests, as BuildKit's are.
///
/// @param build of no other build
record Names(String build) {
    String of(String step) {
        return Sha256.of((build + "/" + step).getBytes(UTF_8)).toString();
    }
}
