package dev.caisson.cli;

import dev.caisson.cli.arguments.Syntax;
import dev.caisson.cli.build.Build;
import dev.caisson.cli.container.Attach;
import dev.caisson.cli.container.Commit;
import dev.caisson.cli.container.ContainerVerbs;
import dev.caisson.cli.container.Copy;
import dev.caisson.cli.container.Create;
import dev.caisson.cli.container.Diff;
import dev.caisson.cli.container.Exec;
import dev.caisson.cli.container.Export;
import dev.caisson.cli.container.ListContainers;
import dev.caisson.cli.container.Logs;
import dev.caisson.cli.container.Rename;
import dev.caisson.cli.container.Run;
import dev.caisson.cli.container.Start;
import dev.caisson.cli.container.Stats;
import dev.caisson.cli.container.Top;
import dev.caisson.cli.image.History;
import dev.caisson.cli.image.ImageVerbs;
import dev.caisson.cli.image.Import;
import dev.caisson.cli.image.ListImages;
import dev.caisson.cli.image.Load;
import dev.caisson.cli.image.Save;
import dev.caisson.cli.image.Tag;
import dev.caisson.cli.network.Connect;
import dev.caisson.cli.network.CreateNetwork;
import dev.caisson.cli.network.ListNetworks;
import dev.caisson.cli.network.NetworkVerbs;
import dev.caisson.cli.network.Port;
import dev.caisson.cli.prune.Prunable;
import dev.caisson.cli.prune.Prune;
import dev.caisson.cli.prune.SystemPrune;
import dev.caisson.cli.registry.Login;
import dev.caisson.cli.registry.Logout;
import dev.caisson.cli.registry.Pull;
import dev.caisson.cli.registry.Push;
import dev.caisson.cli.registry.Search;
import dev.caisson.cli.registry.Serve;
import dev.caisson.cli.secret.SecretVerbs;
import dev.caisson.cli.system.Check;
import dev.caisson.cli.system.Completion;
import dev.caisson.cli.system.DiskFree;
import dev.caisson.cli.system.Events;
import dev.caisson.cli.system.Info;
import dev.caisson.cli.system.Shutdown;
import dev.caisson.cli.system.Version;
import dev.caisson.cli.volume.ListVolumes;
import dev.caisson.cli.volume.Snapshots;
import dev.caisson.cli.volume.VolumeArchives;
import dev.caisson.cli.volume.VolumeCopies;
import dev.caisson.cli.volume.VolumeVerbs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The names of all commands. A command has one entry for each of its names, `container ls` as
/// well as `ps`.
final class CommandTable {
    /// A command that was found, with the words of its name.
    ///
    /// @param name as written, for messages
    /// @param words how many arguments the name took
    record Found(String name, int words, Command command) {}

    private record Entry(String description, Supplier<Command> command) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    CommandTable() {
        containers();
        images();
        volumes();
        networks();
        add(
                "Return low-level information on objects",
                () -> new Inspect("container", "image", "network"),
                "inspect");
        add("Get real time events from the daemon", Events::new, "events", "system events");
        add("Show disk usage", DiskFree::new, "system df");
        add("Remove unused data", SystemPrune::new, "system prune");
        add("Look for damaged or unneeded image data", Check::new, "system check");
        add("Display system-wide information", Info::new, "info", "system info");
        add(
                "Stop all containers in order, to be started again at the next boot",
                Shutdown::new,
                "system shutdown");
        add("Show the version information", Version::new, "version");
        add(
                "Generate the autocompletion script",
                () -> new Completion(this::syntaxes),
                "completion");
    }

    private void containers() {
        add("Create and run a new container from an image", Run::new, both("run"));
        add("Create a new container", Create::new, both("create"));
        add("Start one or more stopped containers", Start::new, both("start"));
        add("Attach to a running container", Attach::new, both("attach"));
        add("Execute a command in a running container", Exec::new, both("exec"));
        add(
                "List containers",
                ListContainers::new,
                "ps",
                "container ls",
                "container list",
                "container ps");
        add("Fetch the logs of a container", Logs::new, both("logs"));
        add("Stop one or more running containers", ContainerVerbs::stop, both("stop"));
        add("Restart one or more containers", ContainerVerbs::restart, both("restart"));
        add("Kill one or more running containers", ContainerVerbs::kill, both("kill"));
        add("Pause all processes within containers", ContainerVerbs::pause, both("pause"));
        add("Unpause all processes within containers", ContainerVerbs::unpause, both("unpause"));
        add(
                "Remove one or more containers",
                ContainerVerbs::remove,
                "rm",
                "container rm",
                "container remove");
        add(
                "Block until containers stop, then print their exit codes",
                ContainerVerbs::await,
                both("wait"));
        add("Rename a container", Rename::new, both("rename"));
        add("Display the running processes of a container", Top::new, both("top"));
        add("Display a live stream of resource usage statistics", Stats::new, both("stats"));
        add("Inspect changes to files on a container's filesystem", Diff::new, both("diff"));
        add(
                "Copy files/folders between a container and the local filesystem",
                Copy::new,
                both("cp"));
        add("Export a container's filesystem as a tar archive", Export::new, both("export"));
        add("Create a new image from a container's changes", Commit::new, both("commit"));
        add(
                "Update configuration of one or more containers",
                ContainerVerbs::update,
                both("update"));
        add(
                "Display detailed information on containers",
                () -> new Inspect("container"),
                "container inspect");
        add(
                "Remove all stopped containers",
                () -> new Prune(Prunable.CONTAINERS),
                "container prune");
    }

    private void volumes() {
        add("Create a secret", SecretVerbs.Create::new, "secret create");
        add("List secrets", SecretVerbs.Show::new, "secret ls", "secret list");
        add("Show secrets", SecretVerbs::inspect, "secret inspect");
        add("Remove secrets", SecretVerbs::remove, "secret rm", "secret remove");
        add("Rename a volume", VolumeCopies.Rename::new, "volume rename");
        add("Make a volume of another's files", VolumeCopies.Clone::new, "volume clone");
        add("Keep the files of a volume as they are", Snapshots.Take::new, "volume snapshot");
        add("List the snapshots of a volume", Snapshots.Show::new, "volume snapshots");
        add("Remove a snapshot of a volume", Snapshots.Remove::new, "volume rm-snapshot");
        add("Put the files of a snapshot back", Snapshots.Restore::new, "volume restore");
        add("Export a volume as a tar archive", VolumeArchives.Export::new, "volume export");
        add("Make a volume of a tar archive", VolumeArchives.Import::new, "volume import");
        add("Send a volume to a registry", VolumeArchives.Push::new, "volume push");
        add("Make a volume of one at a registry", VolumeArchives.Pull::new, "volume pull");
        add("Create a volume", VolumeVerbs.Create::new, "volume create");
        add("List volumes", ListVolumes::new, "volume ls", "volume list");
        add("Remove volumes", VolumeVerbs::remove, "volume rm", "volume remove");
        add(
                "Display detailed information on volumes",
                () -> new Inspect("volume"),
                "volume inspect");
        add("Remove unused local volumes", () -> new Prune(Prunable.VOLUMES), "volume prune");
    }

    private void images() {
        add("List images", ListImages::new, "images", "image ls", "image list");
        add(
                "Build an image from a Dockerfile",
                Build::new,
                "build",
                "image build",
                "builder build");
        add("Remove build cache", () -> new Prune(Prunable.BUILD_CACHE), "builder prune");
        add("Download an image from a registry", Pull::new, "pull", "image pull");
        add("Upload an image to a registry", Push::new, "push", "image push");
        add("Authenticate to a registry", Login::new, "login");
        add("Log out from a registry", Logout::new, "logout");
        add("Search a registry for images", Search::new, "search");
        add("Serve the images of this host as a registry", Serve::new, "registry serve");
        add(
                "List the addresses this host's images are served on",
                Serve.Ports::new,
                "registry ls",
                "registry list");
        add("Stop serving the images of this host", Serve.Stop::new, "registry stop");
        add("Load an image from a tar archive or STDIN", Load::new, "load", "image load");
        add(
                "Import the contents from a tarball to create a filesystem image",
                Import::new,
                "import",
                "image import");
        add("Save one or more images to a tar archive", Save::new, "save", "image save");
        add("Remove one or more images", ImageVerbs::remove, "rmi", "image rm", "image remove");
        add("Create a tag that refers to an image", Tag::new, "tag", "image tag");
        add("Show the history of an image", History::new, "history", "image history");
        add("Display detailed information on images", () -> new Inspect("image"), "image inspect");
        add("Remove unused images", () -> new Prune(Prunable.IMAGES), "image prune");
    }

    private void networks() {
        add("List networks", ListNetworks::new, "network ls", "network list");
        add("Create a network", CreateNetwork::new, "network create");
        add("Connect a container to a network", () -> new Connect(true), "network connect");
        add(
                "Disconnect a container from a network",
                () -> new Connect(false),
                "network disconnect");
        add("Remove one or more networks", NetworkVerbs::remove, "network rm", "network remove");
        add(
                "Display detailed information on one or more networks",
                () -> new Inspect("network"),
                "network inspect");
        add("Remove all unused networks", () -> new Prune(Prunable.NETWORKS), "network prune");
        add("List port mappings or a specific mapping for the container", Port::new, both("port"));
    }

    private static String[] both(String name) {
        return new String[] {name, "container " + name};
    }

    /// Every name with its syntax; builds every command.
    private Map<String, Syntax> syntaxes() {
        var syntaxes = new LinkedHashMap<String, Syntax>();
        entries.forEach((name, entry) -> syntaxes.put(name, entry.command().get().syntax()));
        return syntaxes;
    }

    private void add(String description, Supplier<Command> command, String... names) {
        for (var name : names) entries.put(name, new Entry(description, command));
    }

    /// The names of all commands.
    Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /// The command that the first one or two arguments name.
    Optional<Found> find(List<String> arguments) {
        for (int words = Math.min(2, arguments.size()); words > 0; words--) {
            var name = String.join(" ", arguments.subList(0, words));
            var entry = entries.get(name);
            if (entry != null) return Optional.of(new Found(name, words, entry.command().get()));
        }
        return Optional.empty();
    }

    /// Names and descriptions of the commands of one group: `container`, or an empty string for
    /// the top level.
    List<Map.Entry<String, String>> group(String group) {
        var found = new ArrayList<Map.Entry<String, String>>();
        entries.forEach(
                (name, entry) -> {
                    int space = name.indexOf(' ');
                    var parent = space < 0 ? "" : name.substring(0, space);
                    if (parent.equals(group)) {
                        found.add(Map.entry(name.substring(space + 1), entry.description()));
                    }
                });
        return found;
    }
}
