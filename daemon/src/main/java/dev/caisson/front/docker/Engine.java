package dev.caisson.front.docker;

import dev.caisson.engine.Builds;
import dev.caisson.engine.Containers;
import dev.caisson.engine.Daemon;
import dev.caisson.engine.Execs;
import dev.caisson.engine.Images;
import dev.caisson.engine.Networks;
import dev.caisson.engine.Secrets;
import dev.caisson.engine.Upkeep;
import dev.caisson.engine.Volumes;
import dev.caisson.front.registry.RegistryListeners;

/// All that the Docker API is an API of.
public record Engine(
        Containers containers,
        Execs execs,
        Images images,
        Builds builds,
        Networks networks,
        Volumes volumes,
        Secrets secrets,
        Daemon daemon,
        Upkeep upkeep,
        RegistryListeners registries) {}
