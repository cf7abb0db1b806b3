package dev.caisson.dockerfile;

/// Text that stands in the Dockerfile itself: `<<NAME` and the lines up to `NAME`.
///
/// @param name the delimiter; for COPY and ADD the file's name
/// @param descriptor the number before `<<`, 0 without
/// @param expand whether variables in it are expanded: not when the delimiter was quoted
/// @param chomp whether it began with `<<-`: leading tabs of the lines are left out (in
///     [#content] they are already)
/// @param content the lines, each with its line feed
/// @param written the same with the tabs, for a shell, which leaves them out itself
public record Heredoc(
        String name,
        int descriptor,
        boolean expand,
        boolean chomp,
        String content,
        String written) {}
