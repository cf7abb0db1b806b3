package dev.caisson.tar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caisson.tar.TarEntry.Part;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records of PAX headers in force for one entry: global ones overridden by its own.
final class PaxHeader {
    private static final String XATTR = "SCHILY.xattr.";

    // One character per byte.
    private final Map<String, String> records;
    // GNU sparse 0.0 repeats its keys.
    private final List<String> sparse00;

    private PaxHeader(Map<String, String> records, List<String> sparse00) {
        this.records = records;
        this.sparse00 = sparse00;
    }

    static PaxHeader none() {
        return new PaxHeader(Map.of(), List.of());
    }

    /// Reads `LENGTH KEY=VALUE\n` records; an empty value takes a record away.
    ///
    /// @throws TarDamaged also when all in force together pass [TarReader#META_LIMIT]
    PaxHeader with(byte[] content) throws TarDamaged {
        var merged = new LinkedHashMap<>(records);
        var pairs = new ArrayList<String>();
        int at = 0;
        while (at < content.length) {
            int space = at;
            long length = 0;
            for (; space < content.length && content[space] != ' '; space++) {
                int digit = content[space] - '0';
                if (digit < 0 || digit > 9 || length > content.length) throw damaged();
                length = length * 10 + digit;
            }
            long end = at + length;
            if (length < 5 || end > content.length || content[(int) end - 1] != '\n') {
                throw damaged();
            }
            var record = new String(content, space + 1, (int) end - space - 2, ISO_8859_1);
            int equals = record.indexOf('=');
            if (equals < 1) throw damaged();
            var key = record.substring(0, equals);
            var value = record.substring(equals + 1);
            if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
                pairs.add(value);
            } else if (value.isEmpty() && !key.startsWith(XATTR)) {
                merged.remove(key);
            } else {
                merged.put(key, value);
            }
            at = (int) end;
        }
        long size = 0;
        for (var entry : merged.entrySet()) {
            size += entry.getKey().length() + entry.getValue().length();
        }
        if (size > TarReader.META_LIMIT) {
            throw new TarDamaged("its extended headers have " + size + " bytes together");
        }
        return new PaxHeader(merged, pairs);
    }

    @Nullable RawText text(String key) {
        var value = records.get(key);
        return value == null ? null : new RawText(value);
    }

    long number(String key, long otherwise) throws TarDamaged {
        var value = records.get(key);
        if (value == null) return otherwise;
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException notNumber) {
            throw damaged();
        }
    }

    boolean has(String key) {
        return records.containsKey(key);
    }

    /// Seconds and nanoseconds of `SECONDS[.FRACTION]`, rounded down.
    long[] time(String key) throws TarDamaged {
        var value = records.getOrDefault(key, "");
        int dot = value.indexOf('.');
        var whole = dot < 0 ? value : value.substring(0, dot);
        var fraction = dot < 0 ? "" : value.substring(dot + 1);
        var nine = (fraction + "000000000").substring(0, 9);
        try {
            long seconds = Long.parseLong(whole);
            int nanos = Integer.parseUnsignedInt(nine);
            if (!whole.startsWith("-") || nanos == 0) return new long[] {seconds, nanos};
            return new long[] {seconds - 1, 1_000_000_000 - nanos};
        } catch (NumberFormatException notTime) {
            throw damaged();
        }
    }

    List<Xattr> xattrs() {
        List<Xattr> found = List.of();
        for (var entry : records.entrySet()) {
            if (!entry.getKey().startsWith(XATTR)) continue;
            if (found.isEmpty()) found = new ArrayList<>();
            var name = entry.getKey().substring(XATTR.length()).getBytes(ISO_8859_1);
            var value = ByteBuffer.wrap(entry.getValue().getBytes(ISO_8859_1));
            found.add(new Xattr(new String(name, UTF_8), value.asReadOnlyBuffer()));
        }
        return found;
    }

    /// The map of GNU sparse 0.0 and 0.1; null when the entry has none.
    @Nullable List<Part> sparseMap(int limit) throws TarDamaged {
        var map = records.get("GNU.sparse.map");
        if (map != null) return parts(List.of(map.split(",", -1)), limit);
        return sparse00.isEmpty() ? null : parts(sparse00, limit);
    }

    private static List<Part> parts(List<String> numbers, int limit) throws TarDamaged {
        if (numbers.size() % 2 != 0 || numbers.size() / 2 > limit) throw damaged();
        var parts = new ArrayList<Part>(numbers.size() / 2);
        try {
            for (int i = 0; i < numbers.size(); i += 2) {
                parts.add(
                        new Part(
                                Long.parseLong(numbers.get(i)),
                                Long.parseLong(numbers.get(i + 1))));
            }
        } catch (NumberFormatException notNumber) {
            throw damaged();
        }
        return parts;
    }

    private static TarDamaged damaged() {
        return new TarDamaged("an extended header is damaged");
    }
}
