/// `build`: what of a directory a build needs goes to the daemon as a tar, its log comes back.
///
/// [ContextTree] lists the files that `.dockerignore` leaves in, [ContextNeeds] reads the
/// Dockerfile for those of them that a step can ask for; [dev.caisson.cli.tar.FileTar] writes them.
/// The Dockerfile is parsed here too, so that a mistake in it is told at once and its warnings need
/// no daemon.
@NullMarked
package dev.caisson.cli.build;

import org.jspecify.annotations.NullMarked;
