package dev.caisson.container.plan;

import dev.caisson.container.request.NetworkRequest.Names;
import dev.caisson.net.model.Publication;
import java.util.List;

/// What a container gets of networks that asks for nothing else.
///
/// @param servers who are asked for names; empty for those of the host
/// @param options of `resolv.conf`; empty likewise
/// @param searchDomains empty likewise
public record NetworkDefaults(
        Publication publication,
        List<String> servers,
        List<String> options,
        List<String> searchDomains) {
    public NetworkDefaults {
        servers = List.copyOf(servers);
        options = List.copyOf(options);
        searchDomains = List.copyOf(searchDomains);
    }

    public static NetworkDefaults standard() {
        return new NetworkDefaults(Publication.PLAIN, List.of(), List.of(), List.of());
    }

    /// What was asked for, with the rest filled in.
    public Names names(Names asked) {
        return new Names(
                asked.servers().isEmpty() ? servers : asked.servers(),
                asked.options().isEmpty() ? options : asked.options(),
                asked.searchDomains().isEmpty() ? searchDomains : asked.searchDomains(),
                asked.extraHosts());
    }
}
