package dev.caisson.front.buildkit;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.front.grpc.FieldWriter;
import dev.caisson.front.grpc.Fields;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One packet of the protocol that copies a directory. Source: tonistiigi/fsutil types/wire.proto.
sealed interface Packet {
    int STAT = 0;
    int REQUEST = 1;
    int DATA = 2;
    int END = 3;
    int ERROR = 4;

    /// A file the sender has; the last one is null.
    record Stat(@Nullable FileStat file) implements Packet {}

    /// The receiver wants the content of a file.
    ///
    /// @param id its place in the order of the [Stat]s, from 0
    record Request(long id) implements Packet {}

    /// A part of a file; an empty one ends it.
    @SuppressWarnings("ArrayRecordComponent") // made for one reader
    record Data(long id, byte[] bytes) implements Packet {}

    /// The receiver has everything, and the sender says that it knows.
    record End() implements Packet {}

    record Failure(String why) implements Packet {}

    /// @throws InvalidInput `BUILD_CONTEXT_INVALID`
    static Packet parse(byte[] message) {
        var fields = Fields.parse(message);
        long id = fields.number(3);
        return switch ((int) fields.number(1)) {
            case STAT -> new Stat(fields.has(2) ? FileStat.of(fields.message(2)) : null);
            case REQUEST -> new Request(id);
            case DATA -> new Data(id, fields.bytes(4));
            case END -> new End();
            case ERROR -> new Failure(new String(fields.bytes(4), StandardCharsets.UTF_8));
            default ->
                    throw new InvalidInput(
                            FaultCode.BUILD_CONTEXT_INVALID, "a packet of an unknown kind");
        };
    }

    default byte[] toBytes() {
        var out = new FieldWriter();
        return switch (this) {
            case Stat(var file) when file == null -> out.number(1, STAT).toBytes();
            case Stat(var file) -> out.message(2, file.fields()).toBytes();
            case Request(var id) -> out.number(1, REQUEST).number(3, id).toBytes();
            case Data(var id, var bytes) ->
                    out.number(1, DATA).number(3, id).bytes(4, bytes).toBytes();
            case End _ -> out.number(1, END).toBytes();
            case Failure(var why) ->
                    out.number(1, ERROR).bytes(4, why.getBytes(StandardCharsets.UTF_8)).toBytes();
        };
    }
}
