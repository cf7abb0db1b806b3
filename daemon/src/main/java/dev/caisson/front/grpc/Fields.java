package dev.caisson.front.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The fields of one message of protocol buffers, by their numbers. Of a field that may be there
/// once the last one counts, as in every reader of the format; groups are skipped.
public final class Fields {
    private static final int MOST = 1 << 20;
    private static final int DEPTH = 32;
    private static final Fields NONE = new Fields(Map.of());

    private final Map<Integer, List<Object>> values;

    private Fields(Map<Integer, List<Object>> values) {
        this.values = values;
    }

    /// @param message not changed any more
    /// @throws CallFailed `INVALID_ARGUMENT` when it is no message
    public static Fields parse(byte[] message) {
        return parse(UnsafeByteOperations.unsafeWrap(message));
    }

    private static Fields parse(ByteString message) {
        return message.isEmpty() ? NONE : parse(message.newCodedInput());
    }

    private static Fields parse(CodedInputStream in) {
        var found = new HashMap<Integer, List<Object>>();
        try {
            in.setRecursionLimit(DEPTH);
            // Nobody changes a message: its parts need no copies.
            in.enableAliasing(true);
            int count = 0;
            for (int tag; (tag = in.readTag()) != 0; ) {
                if (++count > MOST) throw malformed("it has too many fields", null);
                int number = WireFormat.getTagFieldNumber(tag);
                Object value =
                        switch (WireFormat.getTagWireType(tag)) {
                            case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
                            case WireFormat.WIRETYPE_FIXED64 -> in.readFixed64();
                            case WireFormat.WIRETYPE_FIXED32 -> (long) in.readFixed32();
                            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readBytes();
                            default -> null;
                        };
                if (value == null) {
                    if (!in.skipField(tag))
                        throw malformed("a group ends that has not begun", null);
                } else {
                    found.computeIfAbsent(number, _ -> new ArrayList<>(1)).add(value);
                }
            }
        } catch (IOException broken) {
            throw malformed(String.valueOf(broken.getMessage()), broken);
        }
        return new Fields(found);
    }

    private static CallFailed malformed(
            String why, @org.jspecify.annotations.Nullable IOException cause) {
        var text = "this is no message: " + why;
        return cause == null
                ? new CallFailed(Code.INVALID_ARGUMENT, text)
                : new CallFailed(cause, Code.INVALID_ARGUMENT, text);
    }

    public boolean has(int number) {
        return values.containsKey(number);
    }

    /// 0 when it is not there, or is no number.
    public long number(int number) {
        var all = values.get(number);
        return all != null && all.getLast() instanceof Long value ? value : 0;
    }

    public boolean flag(int number) {
        return number(number) != 0;
    }

    /// Empty when it is not there.
    public String text(int number) {
        return text(last(number));
    }

    public List<String> texts(int number) {
        return strings(number).stream().map(Fields::text).toList();
    }

    public byte[] bytes(int number) {
        return last(number).toByteArray();
    }

    /// A message in this one; one without fields when it is not there.
    public Fields message(int number) {
        return parse(last(number));
    }

    public List<Fields> messages(int number) {
        return strings(number).stream().map(Fields::parse).toList();
    }

    /// `map<string, string>`, in the order it was written.
    public Map<String, String> textMap(int number) {
        var map = new LinkedHashMap<String, String>();
        for (var entry : messages(number)) map.put(entry.text(1), entry.text(2));
        return map;
    }

    /// `map<string, bytes>`, in the order it was written.
    public Map<String, byte[]> bytesMap(int number) {
        var map = new LinkedHashMap<String, byte[]>();
        for (var entry : messages(number)) map.put(entry.text(1), entry.bytes(2));
        return map;
    }

    private ByteString last(int number) {
        var all = values.get(number);
        return all != null && all.getLast() instanceof ByteString value ? value : ByteString.EMPTY;
    }

    private List<ByteString> strings(int number) {
        var all = values.get(number);
        if (all == null) return List.of();
        var strings = new ArrayList<ByteString>(all.size());
        for (var value : all) if (value instanceof ByteString bytes) strings.add(bytes);
        return strings;
    }

    private static String text(ByteString bytes) {
        if (bytes.isValidUtf8()) return bytes.toStringUtf8();
        throw malformed("a text of it is not UTF-8", null);
    }
}
