package dev.caisson.front.docker.convert;

import dev.caisson.container.request.Command;
import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.DeviceRequests;
import dev.caisson.container.request.HealthCheck;
import dev.caisson.container.request.Identity;
import dev.caisson.container.request.Isolation;
import dev.caisson.container.request.Lifecycle;
import dev.caisson.container.request.Limits;
import dev.caisson.container.request.MountRequest;
import dev.caisson.container.request.MountRequests;
import dev.caisson.container.request.NetworkRequest;
import dev.caisson.container.request.RestartPolicy;
import dev.caisson.container.request.Streams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Any container a user might ask for, sensible or not.
final class AnySpec {
    private static final List<String> TEXTS =
            List.of("", "a", "b c", "/x/y", "\"quoted\"", "ü", "1", "no", "key=value", "<&>");

    private final RandomGenerator random;

    private AnySpec(RandomGenerator random) {
        this.random = random;
    }

    static ContainerSpec of(RandomGenerator random) {
        return new AnySpec(random).spec();
    }

    private ContainerSpec spec() {
        return new ContainerSpec(
                new Identity(text(), text(), text(), map(), map(), texts(), text()),
                new Command(
                        maybe(this::texts),
                        maybe(this::texts),
                        texts(),
                        text(),
                        text(),
                        maybe(() -> List.of(text())),
                        flag()),
                new Streams(flag(), flag(), flag(), flag(), flag(), flag(), number(), number()),
                lifecycle(),
                limits(),
                isolation(),
                mounts(),
                network());
    }

    private Lifecycle lifecycle() {
        var modes = List.of(RestartPolicy.Mode.values());
        var mode = modes.get(random.nextInt(modes.size()));
        int retries = mode == RestartPolicy.Mode.ON_FAILURE ? number() : 0;
        return new Lifecycle(
                new RestartPolicy(mode, retries),
                flag(),
                text(),
                maybe(() -> number() - 1),
                maybe(
                        () ->
                                new HealthCheck(
                                        texts(),
                                        duration(),
                                        duration(),
                                        duration(),
                                        duration(),
                                        number())),
                new Lifecycle.LogChoice(text(), map()));
    }

    private Limits limits() {
        return new Limits(
                new Limits.MemoryLimits(
                        large(), large(), large(), maybe(this::large), maybe(this::flag), large()),
                new Limits.CpuLimits(
                        large(), large(), large(), large(), large(), large(), text(), text()),
                new Limits.BlockIoLimits(
                        number(),
                        list(() -> new Limits.PathValue(text(), number())),
                        rates(),
                        rates(),
                        rates(),
                        rates()),
                maybe(() -> large() & Long.MAX_VALUE),
                list(() -> new Limits.Ulimit(text(), large(), large())),
                new DeviceRequests(
                        list(() -> new DeviceRequests.Mapping(text(), text(), text())),
                        texts(),
                        list(
                                () ->
                                        new DeviceRequests.DriverRequest(
                                                text(),
                                                number(),
                                                texts(),
                                                list(this::texts),
                                                map()))),
                text());
    }

    private List<Limits.PathValue> rates() {
        return list(() -> new Limits.PathValue(text(), large()));
    }

    private Isolation isolation() {
        return new Isolation(
                new Isolation.NamespaceModes(text(), text(), text(), text(), text(), text()),
                new Isolation.Privileges(
                        flag(),
                        texts(),
                        texts(),
                        texts(),
                        texts(),
                        flag(),
                        maybe(this::texts),
                        maybe(this::texts)),
                map(),
                number() - 500,
                large(),
                maybe(this::flag),
                new Isolation.RuntimeChoice(text(), text(), text(), map()));
    }

    private MountRequests mounts() {
        var mounts = new MountRequests(texts(), list(this::mount), map(), set(), texts(), text());
        return flag() ? mounts.withShallowBinds() : mounts;
    }

    private MountRequest mount() {
        return new MountRequest(
                text(),
                text(),
                text(),
                flag(),
                text(),
                maybe(
                        () ->
                                new MountRequest.BindOptions(
                                        text(), flag(), flag(), flag(), flag(), text())),
                maybe(
                        () ->
                                new MountRequest.VolumeOptions(
                                        flag(),
                                        map(),
                                        maybe(() -> new MountRequest.Driver(text(), map())),
                                        text())),
                maybe(() -> new MountRequest.TmpfsOptions(large(), number(), list(this::texts))),
                maybe(() -> new MountRequest.ImageOptions(text())));
    }

    private NetworkRequest network() {
        var bindings = new HashMap<String, List<NetworkRequest.PortBinding>>();
        for (var port : texts()) {
            bindings.put(port, list(() -> new NetworkRequest.PortBinding(text(), text())));
        }
        var endpoints = new HashMap<String, NetworkRequest.Endpoint>();
        for (var name : texts()) endpoints.put(name, endpoint());
        return new NetworkRequest(
                new NetworkRequest.Ports(set(), bindings, flag()),
                new NetworkRequest.Names(texts(), texts(), texts(), texts()),
                texts(),
                text(),
                flag(),
                endpoints);
    }

    private NetworkRequest.Endpoint endpoint() {
        return new NetworkRequest.Endpoint(
                maybe(() -> new NetworkRequest.AddressRequest(text(), text(), texts())),
                texts(),
                texts(),
                text(),
                map(),
                number());
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    private int number() {
        return random.nextInt(3) == 0 ? 0 : random.nextInt(1000);
    }

    private long large() {
        return random.nextInt(3) == 0 ? -1 : random.nextLong(Long.MAX_VALUE);
    }

    private Duration duration() {
        return Duration.ofNanos(random.nextLong(1L << 40));
    }

    private List<String> texts() {
        return list(this::text);
    }

    private Set<String> set() {
        return new HashSet<>(texts());
    }

    private Map<String, String> map() {
        var map = new HashMap<String, String>();
        for (var key : texts()) map.put(key, text());
        return map;
    }

    private <T> List<T> list(Supplier<T> member) {
        var list = new ArrayList<T>();
        int size = random.nextInt(3);
        for (int i = 0; i < size; i++) list.add(member.get());
        return list;
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }
}
