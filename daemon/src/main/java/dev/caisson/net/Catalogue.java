package dev.caisson.net;

import dev.caisson.fault.Conflict;
import dev.caisson.fault.Denied;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.fault.NotFound;
import dev.caisson.fault.Unavailable;
import dev.caisson.net.bridge.Bridges;
import dev.caisson.net.ipam.AddressPool;
import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Driver;
import dev.caisson.net.model.Endpoint;
import dev.caisson.net.model.Network;
import dev.caisson.net.model.Pool;
import dev.caisson.net.model.Sandbox;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.store.NetworkStore;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which networks there are, and whose their addresses are. The one place where both are decided.
final class Catalogue {
    private static final int LEAST_PREFIX_OF_ID = 1;

    private final NetworkStore store;
    private final Map<String, Network> networks = new HashMap<>();

    /// The same, in the order of their names.
    private final NavigableMap<NameKey, Network> named = new TreeMap<>();

    /// Bridges by their devices.
    private final Map<String, Network> devices = new HashMap<>();

    private final Map<PoolKey, AddressPool> pools = new HashMap<>();

    /// By network, by end.
    private final Map<String, Map<String, Sandbox.Owner>> users = new HashMap<>();

    private record PoolKey(String network, Subnet subnet) {}

    /// @param id empty for the place before all of this name
    private record NameKey(String name, String id) implements Comparable<NameKey> {
        private static final Comparator<NameKey> ORDER =
                Comparator.comparing(NameKey::name).thenComparing(NameKey::id);

        @Override
        public int compareTo(NameKey other) {
            return ORDER.compare(this, other);
        }
    }

    /// Makes a network out of the subnets in use.
    @FunctionalInterface
    interface Draft {
        Network make(List<Subnet> used);
    }

    Catalogue(NetworkStore store) {
        this.store = store;
    }

    /// Takes in what is on disk, or what every engine has.
    synchronized void know(Network network) {
        networks.put(network.id(), network);
        named.put(new NameKey(network.name(), network.id()), network);
        if (network.driver() == Driver.BRIDGE) devices.put(Bridges.device(network), network);
        for (var pool : network.addressing().pools()) {
            pools.put(new PoolKey(network.id(), pool.subnet()), new AddressPool(pool));
        }
    }

    synchronized List<Network> all() {
        return List.copyOf(named.values());
    }

    synchronized Optional<Network> byId(String id) {
        return Optional.ofNullable(networks.get(id));
    }

    /// By id, by name, or by the beginning of an id, in this order.
    ///
    /// @throws NotFound `NETWORK_NOT_FOUND`
    /// @throws InvalidInput `NETWORK_AMBIGUOUS`
    synchronized Network find(String reference) {
        var exact = networks.get(reference);
        if (exact != null) return exact;
        var named = named(reference);
        if (named.isPresent()) return named.get();
        var begun = new ArrayList<Network>();
        if (reference.length() >= LEAST_PREFIX_OF_ID) {
            for (var network : networks.values()) {
                if (network.id().startsWith(reference)) begun.add(network);
            }
        }
        if (begun.size() > 1) {
            throw new InvalidInput(FaultCode.NETWORK_AMBIGUOUS, reference, begun.size());
        }
        if (begun.isEmpty()) throw new NotFound(FaultCode.NETWORK_NOT_FOUND, reference);
        return begun.getFirst();
    }

    /// By id or by name.
    synchronized Optional<Network> known(String reference) {
        var exact = networks.get(reference);
        return exact != null ? Optional.of(exact) : named(reference);
    }

    private Optional<Network> named(String name) {
        return Optional.ofNullable(named.ceilingEntry(new NameKey(name, "")))
                .map(Map.Entry::getValue)
                .filter(network -> network.name().equals(name));
    }

    /// Makes a network and keeps it.
    ///
    /// @throws Conflict `NETWORK_EXISTS`
    /// @throws Denied `POOL_OVERLAPS` when a subnet is that of another network
    synchronized Network create(String name, Draft draft) {
        if (named(name).isPresent()) throw new Conflict(FaultCode.NETWORK_EXISTS, name);
        var subnets = subnets();
        var network = draft.make(subnets);
        for (var pool : network.addressing().pools()) {
            if (subnets.stream().anyMatch(pool.subnet()::overlaps)) {
                throw new Denied(FaultCode.POOL_OVERLAPS);
            }
        }
        checkDevice(network);
        store.write(network);
        know(network);
        return network;
    }

    /// @throws Denied `NETWORK_DEVICE_SHARED`
    private void checkDevice(Network network) {
        if (network.driver() != Driver.BRIDGE) return;
        var device = Bridges.device(network);
        var other = devices.get(device);
        if (other != null) {
            throw new Denied(FaultCode.NETWORK_DEVICE_SHARED, network.id(), device, other.id());
        }
    }

    /// Nobody finds a network any more, unless somebody is in it. An engine that ends before
    /// [#erase] has it back at its next start.
    ///
    /// @throws Denied `NETWORK_IN_USE`
    synchronized void forget(Network network) {
        var users = users(network);
        if (!users.isEmpty()) {
            throw new Denied(
                    FaultCode.NETWORK_IN_USE,
                    network.name(),
                    users.stream().map(Catalogue::text).collect(Collectors.joining(", ")));
        }
        this.users.remove(network.id());
        networks.remove(network.id());
        named.remove(new NameKey(network.name(), network.id()));
        if (network.driver() == Driver.BRIDGE) devices.remove(Bridges.device(network), network);
        for (var pool : network.addressing().pools()) {
            pools.remove(new PoolKey(network.id(), pool.subnet()));
        }
    }

    /// Everything of a network that was forgotten is gone.
    void erase(Network network) {
        store.delete(network);
    }

    private static String text(Sandbox.Owner owner) {
        return "name:\"" + owner.name() + "\" id:\"" + owner.id().shortForm() + "\"";
    }

    private List<Subnet> subnets() {
        return pools.keySet().stream().map(PoolKey::subnet).toList();
    }

    /// An end in a network: its addresses are nobody else's from here on, and the network stays.
    ///
    /// @param asked per family the address that it must be; null for any
    /// @throws NotFound `NETWORK_NOT_FOUND` when the network was removed meanwhile
    /// @throws Unavailable `ADDRESSES_EXHAUSTED`
    /// @throws Denied `ADDRESS_IN_USE`, `ENDPOINT_EXISTS`
    synchronized Reserved reserve(
            Network network, String endpoint, Sandbox.Owner owner, Wanted wanted) {
        if (!networks.containsKey(network.id())) {
            throw new NotFound(FaultCode.NETWORK_NOT_FOUND, network.name());
        }
        var ends = users.computeIfAbsent(network.id(), _ -> new LinkedHashMap<>());
        if (ends.containsValue(owner)) {
            throw new Denied(FaultCode.ENDPOINT_EXISTS, owner.name(), network.name());
        }
        var first = assign(network, false, wanted.four());
        try {
            var second =
                    wanted.withoutSix()
                            ? Optional.<Endpoint.Assigned>empty()
                            : assign(network, true, wanted.six());
            ends.put(endpoint, owner);
            return new Reserved(first.orElse(null), second.orElse(null));
        } catch (RuntimeException failure) {
            first.ifPresent(assigned -> release(network.id(), assigned));
            throw failure;
        }
    }

    /// The addresses somebody asks for; null for any.
    record Wanted(@Nullable InetAddress four, @Nullable InetAddress six, boolean withoutSix) {}

    /// The addresses of an end.
    record Reserved(Endpoint.@Nullable Assigned four, Endpoint.@Nullable Assigned six) {}

    /// Takes in an end that runs since an earlier engine.
    synchronized void keep(Endpoint endpoint, Sandbox.Owner owner) {
        users.computeIfAbsent(endpoint.networkId(), _ -> new LinkedHashMap<>())
                .put(endpoint.id(), owner);
        for (boolean six : new boolean[] {false, true}) {
            var assigned = endpoint.addresses().of(six);
            if (assigned != null) keep(endpoint.networkId(), assigned);
        }
    }

    /// An end is gone. Idempotent.
    synchronized void release(Endpoint endpoint) {
        var ends = users.get(endpoint.networkId());
        if (ends == null || ends.remove(endpoint.id()) == null) return;
        for (boolean six : new boolean[] {false, true}) {
            var assigned = endpoint.addresses().of(six);
            if (assigned != null) release(endpoint.networkId(), assigned);
        }
    }

    /// Who is in a network.
    synchronized List<Sandbox.Owner> users(Network network) {
        return List.copyOf(users.getOrDefault(network.id(), Map.of()).values());
    }

    private Optional<Endpoint.Assigned> assign(
            Network network, boolean six, @Nullable InetAddress asked) {
        var candidates = network.pools(six);
        if (asked != null) {
            var pool =
                    candidates.stream()
                            .filter(each -> each.subnet().contains(asked))
                            .findFirst()
                            .orElseThrow(() -> outside(asked));
            if (!addresses(network, pool).take(asked)) throw new Denied(FaultCode.ADDRESS_IN_USE);
            return Optional.of(assigned(network, pool, asked));
        }
        if (candidates.isEmpty()) return Optional.empty();
        for (var pool : candidates) {
            var free = addresses(network, pool).take();
            if (free.isPresent()) return Optional.of(assigned(network, pool, free.get()));
        }
        throw exhausted(network, six);
    }

    private AddressPool addresses(Network network, Pool pool) {
        return Objects.requireNonNull(pools.get(new PoolKey(network.id(), pool.subnet())));
    }

    private static Endpoint.Assigned assigned(Network network, Pool pool, InetAddress address) {
        boolean bridge = network.driver() == Driver.BRIDGE;
        var wayOut = bridge ? pool.wayOut() : pool.gateway();
        var gateway = network.reach().internal() ? null : wayOut;
        return new Endpoint.Assigned(address, pool.subnet().prefix(), gateway);
    }

    private static InvalidInput outside(InetAddress asked) {
        return new InvalidInput(
                FaultCode.ENDPOINT_INVALID,
                "no configured subnet or ip-range contain the IP address " + Addresses.text(asked));
    }

    private static Unavailable exhausted(Network network, boolean six) {
        return new Unavailable(
                FaultCode.ADDRESSES_EXHAUSTED, six ? "IPv6" : "IPv4", network.name(), network.id());
    }

    private void keep(String network, Endpoint.Assigned assigned) {
        var pool = pool(network, assigned.address());
        if (pool == null) return;
        boolean _ = pool.take(assigned.address());
        pool.continueBehind(assigned.address());
    }

    private void release(String network, Endpoint.Assigned assigned) {
        var pool = pool(network, assigned.address());
        if (pool != null) pool.release(assigned.address());
    }

    private @Nullable AddressPool pool(String network, InetAddress address) {
        var known = networks.get(network);
        if (known == null) return null;
        return known.pools(Addresses.isSix(address)).stream()
                .filter(pool -> pool.subnet().contains(address))
                .findFirst()
                .map(pool -> addresses(known, pool))
                .orElse(null);
    }
}
