package dev.caisson.net.model;

/// An end that is being made in a running container, as it is kept until it is there or undone.
public record Connecting(String container, Endpoint endpoint) {}
