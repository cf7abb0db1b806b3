/// What a container writes and reads: the log ring as a stream, standard input, terminals, and the
/// output of exec sessions.
///
/// A container's output has one home, the ring of segment files its holder writes
/// ([dev.caisson.spec.LogLayout]). `logs`, `attach` and a foreground `run` are readers of these
/// files, each with its own place in them, on the virtual thread of its client, so nothing is
/// copied in the daemon for a reader that is slow or gone. Readers meet the rest of the daemon at
/// [OutputSink], which may block: that is the only back-pressure there is. A follower that blocks
/// is overtaken by the holder and told so; a foreground reader holds a shared flock and so stops
/// the holder.
///
/// Layers, each ignorant of the one above:
/// 1. `Segment` and `SegmentReader`: one file, frames in both directions, and the rule by which a
///    reader without a lock knows that what it read had not been overwritten.
/// 2. `LogCursor`: walks the ring forwards from a [LogPosition]; `TailScan` walks backwards and
///    finds where the last lines begin.
/// 3. [ContainerLog]: opens readings; [OutputReading] is one of them.
/// 4. `LineView` cuts frames into lines as Docker's `logs` shows them; [FramedSink] packs bytes as
///    Docker's streams carry them.
///
/// A reading keeps the directory of its log by a descriptor (`LogHold`), and whoever removes a
/// container deletes its log only when [Streams#unread] says so. A container that removes itself at
/// its end so takes nothing away from a slow reader; what it costs is disk, until the reader is
/// done or gone.
///
/// Waiting is done on `LogWatch`: one inotify instance and one thread per daemon. Exec output does
/// not pass a log: `PipeReading` reads its pipes.
@NullMarked
package dev.caisson.stdio;

import org.jspecify.annotations.NullMarked;
