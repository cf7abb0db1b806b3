package dev.caisson.front.docker;

import dev.caisson.front.buildkit.BuildKit;

/// Who answers what. The order matters where one pattern covers another.
final class Routes {
    private Routes() {}

    static Router of(Engine engine) {
        var router = new Router();
        new SystemEndpoints(engine).addTo(router);
        new UpkeepEndpoints(engine).addTo(router);
        new EventEndpoints(engine.daemon()).addTo(router);
        new ContainerEndpoints(engine.containers()).addTo(router);
        new ArchiveEndpoints(engine.containers()).addTo(router);
        new CommitEndpoints(engine.images()).addTo(router);
        new StatsEndpoints(engine.containers()).addTo(router);
        new LifecycleEndpoints(engine.containers()).addTo(router);
        new StreamEndpoints(engine.containers()).addTo(router);
        new ExecEndpoints(engine.execs()).addTo(router);
        new RegistryEndpoints(engine.images()).addTo(router);
        new ImageEndpoints(engine.images(), engine.upkeep()).addTo(router);
        var buildKit = new BuildKit(engine.builds(), engine.daemon().version().version());
        new BuildEndpoints(engine.builds(), buildKit).addTo(router);
        new BuildKitEndpoints(buildKit).addTo(router);
        new NetworkEndpoints(engine.networks()).addTo(router);
        new VolumeEndpoints(engine.volumes()).addTo(router);
        new SecretEndpoints(engine.secrets()).addTo(router);
        new VolumeKeepingEndpoints(engine.volumes()).addTo(router);
        new ServeEndpoints(engine.registries()).addTo(router);
        new SwarmEndpoints().addTo(router);
        new MissingEndpoints(engine).addTo(router);
        // Last, because a name takes anything.
        new RemovalEndpoints(engine).addTo(router);
        return router;
    }
}
