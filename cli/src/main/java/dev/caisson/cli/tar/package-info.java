/// Files of the user's disk as tars: [FileTar] writes them, [FileTree] makes files of one.
///
/// A tar that comes out of a container is not trusted: no name in it leads out of the directory
/// that was asked for, also not through a link that came before it.
@NullMarked
package dev.caisson.cli.tar;

import org.jspecify.annotations.NullMarked;
