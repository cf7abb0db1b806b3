package dev.caisson.engine;

import dev.caisson.container.Container;
import dev.caisson.container.ContainerRoom;
import dev.caisson.container.ContainerState;
import dev.caisson.container.Snapshot;
import dev.caisson.image.Digest;
import dev.caisson.image.ImageId;
import dev.caisson.image.ImageUse;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Who uses images: the containers.
record ImagesInUse(ContainerRoom room) implements ImageUse {
    @Override
    public List<User> usersOf(ImageId image) {
        return room.all().stream()
                .map(Container::snapshot)
                .filter(each -> each.definition().uses(image.toString()))
                .map(ImagesInUse::user)
                .toList();
    }

    private static User user(Snapshot container) {
        var asked = container.definition().spec().identity().image();
        return new User(container.id().value(), asked, runs(container.state()));
    }

    @Override
    public Set<Digest> layersInUse() {
        return layers(_ -> true);
    }

    @Override
    public Set<Digest> layersRunning() {
        return layers(each -> runs(each.state()));
    }

    private Set<Digest> layers(Predicate<Snapshot> which) {
        return room.all().stream()
                .map(Container::snapshot)
                .filter(which)
                .flatMap(each -> each.definition().diffIds().stream())
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
