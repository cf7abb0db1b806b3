package dev.caisson.net.model;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A port to be published.
///
/// @param address of the host; null for all that the scope allows
/// @param first the lowest port of the host that will do; 0 for any
/// @param last the highest
public record PortDraft(
        Protocol protocol,
        int container,
        @Nullable InetAddress address,
        int first,
        int last,
        Publication publication) {}
