package dev.caisson.front.docker.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.container.request.ContainerSpec;
import dev.caisson.container.request.Lifecycle;
import dev.caisson.container.request.Link;
import dev.caisson.container.request.MountRequests;
import dev.caisson.front.docker.Json;
import dev.caisson.wire.CreateContainer;
import dev.caisson.wire.NetworkingConfig;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// What `inspect` prints is accepted by `create` and is the same container again.
class SpecRoundTripTest {
    @RepeatedTest(60)
    void what_is_shown_of_a_container_makes_the_same_container(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        var spec = AnySpec.of(RandomGeneratorFactory.getDefault().create(seed));

        var json = Json.mapper().writeValueAsString(shown(spec));
        var again = SpecReader.read(Json.mapper().readValue(json, CreateContainer.class));

        assertThat(again).as("seed %d: %s", seed, json).isEqualTo(asShown(spec));
    }

    @Test
    void nothing_asked_for_stays_nothing() {
        var spec = ContainerSpec.ofImage("bb");

        var json = Json.mapper().writeValueAsString(shown(spec));
        var again = SpecReader.read(Json.mapper().readValue(json, CreateContainer.class));

        assertThat(again).isEqualTo(asShown(spec));
    }

    /// Every component of the records of a request differs from its default in some container the
    /// property test makes, so that none can be forgotten in the mappers.
    @Test
    void the_property_test_reaches_every_component() {
        var reached = new TreeSet<String>();
        var all = new TreeSet<String>();
        var plain = ContainerSpec.ofImage("");
        for (long seed = 1; seed <= 60; seed++) {
            var random = RandomGeneratorFactory.getDefault().create(seed);
            differences(ContainerSpec.class, plain, AnySpec.of(random), "", reached, all);
        }

        assertThat(reached).isEqualTo(all);
    }

    private static void differences(
            Class<?> type,
            Object one,
            Object other,
            String path,
            Set<String> reached,
            Set<String> all) {
        for (RecordComponent component : type.getRecordComponents()) {
            var name = path + "." + component.getName();
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                var left = accessor.invoke(one);
                var right = accessor.invoke(other);
                if (component.getType().isRecord() && left != null && right != null) {
                    differences(component.getType(), left, right, name, reached, all);
                } else {
                    all.add(name);
                    if (!Objects.equals(left, right)) reached.add(name);
                }
            } catch (ReflectiveOperationException failure) {
                throw new LinkageError(name, failure);
            }
        }
    }

    /// Three things are told as Docker tells them, which is not how they may be asked for: links
    /// with both names, the log driver by Docker's name where none was asked for, and binds without
    /// what an old client means by them.
    private static ContainerSpec asShown(ContainerSpec spec) {
        var links =
                spec.network().links().stream()
                        .map(written -> Link.parse(written).shown("owner"))
                        .toList();
        var asked = spec.lifecycle();
        var log = asked.log();
        if (log.driver().isEmpty()) log = new Lifecycle.LogChoice("json-file", log.options());
        var mounts = spec.mounts();
        return spec.with(spec.network().withLinks(links))
                .with(
                        new MountRequests(
                                mounts.binds(),
                                mounts.mounts(),
                                mounts.tmpfs(),
                                mounts.anonymousVolumes(),
                                mounts.volumesFrom(),
                                mounts.volumeDriver()))
                .with(
                        new Lifecycle(
                                asked.restart(),
                                asked.autoRemove(),
                                asked.stopSignal(),
                                asked.stopTimeoutSeconds(),
                                asked.health(),
                                log));
    }

    private static CreateContainer shown(ContainerSpec spec) {
        var endpoints = new TreeMap<String, dev.caisson.wire.EndpointSettings>();
        spec.network()
                .endpoints()
                .forEach(
                        (name, asked) ->
                                endpoints.put(name, ContainerWriter.endpointAsked(name, asked)));
        return new CreateContainer(
                ConfigWriter.write(spec),
                HostConfigWriter.write(spec, "owner"),
                new NetworkingConfig(Map.copyOf(endpoints)));
    }
}
