package dev.caisson.container.request;

/// Everything that was asked for one container. After the creation the defaults of its image are
/// merged in (command, environment, labels, …), as Docker shows it.
public record ContainerSpec(
        Identity identity,
        Command command,
        Streams streams,
        Lifecycle lifecycle,
        Limits limits,
        Isolation isolation,
        MountRequests mounts,
        NetworkRequest network) {

    /// An image and nothing else asked for.
    public static ContainerSpec ofImage(String image) {
        return new ContainerSpec(
                Identity.ofImage(image),
                Command.none(),
                Streams.none(),
                Lifecycle.defaults(),
                Limits.none(),
                Isolation.defaults(),
                MountRequests.none(),
                NetworkRequest.none());
    }

    public ContainerSpec with(Identity changed) {
        return new ContainerSpec(
                changed, command, streams, lifecycle, limits, isolation, mounts, network);
    }

    public ContainerSpec with(Command changed) {
        return new ContainerSpec(
                identity, changed, streams, lifecycle, limits, isolation, mounts, network);
    }

    public ContainerSpec with(Streams changed) {
        return new ContainerSpec(
                identity, command, changed, lifecycle, limits, isolation, mounts, network);
    }

    public ContainerSpec with(Lifecycle changed) {
        return new ContainerSpec(
                identity, command, streams, changed, limits, isolation, mounts, network);
    }

    public ContainerSpec with(Limits changed) {
        return new ContainerSpec(
                identity, command, streams, lifecycle, changed, isolation, mounts, network);
    }

    public ContainerSpec with(Isolation changed) {
        return new ContainerSpec(
                identity, command, streams, lifecycle, limits, changed, mounts, network);
    }

    public ContainerSpec with(MountRequests changed) {
        return new ContainerSpec(
                identity, command, streams, lifecycle, limits, isolation, changed, network);
    }

    public ContainerSpec with(NetworkRequest changed) {
        return new ContainerSpec(
                identity, command, streams, lifecycle, limits, isolation, mounts, changed);
    }
}
