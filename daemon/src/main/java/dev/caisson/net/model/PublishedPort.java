package dev.caisson.net.model;

import java.net.InetAddress;

/// A port of a running container that the host has as well.
///
/// @param host address of the host; the unspecified one of a family for all of that family
public record PublishedPort(Protocol protocol, int container, InetAddress host, int port) {}
