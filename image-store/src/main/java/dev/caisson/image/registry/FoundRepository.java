package dev.caisson.image.registry;

/// A repository a registry found.
///
/// @param official whether the registry's owner keeps it
public record FoundRepository(String name, String description, long stars, boolean official) {}
