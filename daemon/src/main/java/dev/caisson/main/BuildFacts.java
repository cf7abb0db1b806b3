package dev.caisson.main;

/// What is known of this build.
final class BuildFacts {
    static final String VERSION = "0.1.0";
    static final String API_VERSION = "1.51";
    static final String LEAST_API_VERSION = "1.24";

    private BuildFacts() {}
}
