package dev.caisson.image.registry;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.image.ImageReference;
import dev.caisson.image.json.RegistryJson;
import dev.caisson.value.Scheduler;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// All registries, as this host's settings have them. For any number of threads.
public final class Registries implements AutoCloseable {
    private final RegistrySettings settings;
    private final Connections connections;
    private final Wire wire;
    private final Pause pause;
    private final InstantSource clock;

    public Registries(RegistrySettings settings, Scheduler scheduler, InstantSource clock) {
        this(settings, scheduler, Pause.by(scheduler), clock);
    }

    Registries(RegistrySettings settings, Scheduler scheduler, Pause pause, InstantSource clock) {
        this.settings = settings;
        this.connections = new Connections(settings);
        this.wire = new Wire(connections, scheduler, settings.retries());
        this.pause = pause;
        this.clock = clock;
    }

    /// A repository to pull from.
    public Repository repository(ImageReference name, Credentials credentials)
            throws InterruptedException {
        var host = RegistryHost.of(name);
        var sources = new ArrayList<Session>();
        for (var mirror : settings.mirrors()) {
            if (!mirror.of().equals(host)) continue;
            var at = new RegistryHost(mirror.base().getRawAuthority());
            sources.add(session(new Endpoint(at, mirror.base(), true), credentials, false));
        }
        sources.add(session(origin(host), credentials, false));
        return new Repository(name, sources);
    }

    /// A repository to push to: no mirror is asked.
    public PushRepository pushRepository(ImageReference name, Credentials credentials)
            throws InterruptedException {
        return new PushRepository(name, session(origin(RegistryHost.of(name)), credentials, false));
    }

    /// Asks a registry whether it knows the user.
    ///
    /// @return a token to log in with from now on; empty when it gave none
    /// @throws dev.caisson.fault.Denied `REGISTRY_UNAUTHORIZED` in the registry's words
    public String login(RegistryHost host, Credentials credentials) throws InterruptedException {
        var endpoint = origin(host);
        var authorizer = new Authorizer(endpoint, credentials, wire, clock, true);
        var session = session(endpoint, authorizer);
        var ask = Ask.of("GET", endpoint.at("/v2/"), "");
        try (var reply = session.send(ask)) {
            if (!reply.isSuccess()) throw Repository.refused(ask, reply.status(), "");
            return authorizer.refreshToken();
        } catch (IOException closing) {
            throw session.unreachable(ask, closing);
        }
    }

    /// Looks for repositories, in the way of the first version of the registry's API: most
    /// registries do not offer it.
    ///
    /// @param limit of what is found
    /// @throws Unavailable `SEARCH_FAILED`
    public List<FoundRepository> search(Search search, int limit, Credentials credentials)
            throws InterruptedException {
        var endpoint = origin(search.host());
        var session = session(endpoint, credentials, false);
        var words = URLEncoder.encode(search.words(), StandardCharsets.UTF_8);
        var ask = Ask.of("GET", endpoint.at("/v1/search?q=" + words + "&n=" + limit), "");
        try (var reply = session.send(ask)) {
            if (!reply.isSuccess()) {
                var errors = reply.errors();
                var why = errors.isEmpty() ? "" : ": " + errors.getFirst().text();
                throw new Unavailable(
                        FaultCode.SEARCH_FAILED, search.host().name(), reply.status() + why);
            }
            return RegistryJson.found(reply.body().readNBytes(RegistryJson.SEARCH_LIMIT + 1));
        } catch (IOException broken) {
            throw session.unreachable(ask, broken);
        }
    }

    private Endpoint origin(RegistryHost host) throws InterruptedException {
        try {
            return connections.origin(host);
        } catch (IOException broken) {
            throw new Unavailable(
                    broken, FaultCode.REGISTRY_UNREACHABLE, host.name(), Session.explained(broken));
        }
    }

    private Session session(Endpoint endpoint, Credentials credentials, boolean isLogin) {
        return session(endpoint, new Authorizer(endpoint, credentials, wire, clock, isLogin));
    }

    private Session session(Endpoint endpoint, Authorizer authorizer) {
        return new Session(endpoint, wire, authorizer, settings.retries(), pause, clock);
    }

    @Override
    public void close() {
        connections.close();
    }
}
