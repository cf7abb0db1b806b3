package dev.caisson.engine;

import dev.caisson.container.Container;
import dev.caisson.container.ContainerRoom;
import dev.caisson.container.ContainerState;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageUse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Who uses images: the containers.
record UseByContainers(ContainerRoom room) implements ImageUse {
    @Override
    public List<User> usersOf(ImageId image) {
        return room.all().stream()
                .map(Container::snapshot)
                .filter(each -> each.definition().basis().imageId().equals(image.toString()))
                .map(each -> new User(each.id().value(), runs(each.state())))
                .toList();
    }

    @Override
    public Set<Digest> layersInUse() {
        return room.all().stream()
                .flatMap(each -> each.snapshot().definition().basis().diffIds().stream())
                .map(Digest::parse)
                .collect(Collectors.toSet());
    }

    private static boolean runs(ContainerState state) {
        return switch (state) {
            case ContainerState.Running _, ContainerState.Paused _, ContainerState.Restarting _ ->
                    true;
            case ContainerState.Created _,
                    ContainerState.Exited _,
                    ContainerState.Removing _,
                    ContainerState.Dead _ ->
                    false;
        };
    }
}
