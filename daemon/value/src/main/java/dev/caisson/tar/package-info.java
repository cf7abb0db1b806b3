/// Reading and writing tars, entry by entry; for the daemon, the image store and the command line.
///
/// commons-compress reads names and PAX values as text: a name that is not UTF-8 and an attribute
/// with binary content (`security.capability`) come out changed. Here both stay bytes. A test
/// holds this reader against commons-compress on what both can read. Formats: V7, ustar, GNU
/// (long names, base-256 numbers, sparse), PAX (local and global headers, GNU sparse 0.0, 0.1 and
/// 1.0). Sources: POSIX.1-2024 pax, GNU tar manual "Tar Internals".
@NullMarked
package dev.caisson.tar;

import org.jspecify.annotations.NullMarked;
