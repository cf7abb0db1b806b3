package dev.caisson.container.view;

/// One line of `ps`; everything else is taken from the view.
///
/// @param status such as `Up 3 minutes (Paused)` or `Exited (0) 5 seconds ago`
/// @param command as it is shown: program and arguments in one string
public record ContainerSummary(ContainerView container, String command, String status) {}
