package dev.caisson.container.view;

import java.util.List;

/// One line of `ps`; everything else is taken from the view.
///
/// @param status such as `Up 3 minutes (Paused)` or `Exited (0) 5 seconds ago`
/// @param command as it is shown: program and arguments in one string
/// @param aliases what others call it that are linked to it: `/owner/alias`
public record ContainerSummary(
        ContainerView container, String command, String status, List<String> aliases) {
    public ContainerSummary {
        aliases = List.copyOf(aliases);
    }
}
