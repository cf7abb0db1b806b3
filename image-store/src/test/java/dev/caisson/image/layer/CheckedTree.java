package dev.caisson.image.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.tar.RawText;
import dev.caisson.tar.TarEntry.Device;
import java.io.IOException;

/// Writes nothing; notes what it is told and holds it to what a tree may be told.
final class CheckedTree implements TreeWriter {
    private final LayerLimits limits;
    private final StringBuilder told = new StringBuilder();
    private long bytes;
    private boolean finished;

    CheckedTree(LayerLimits limits) {
        this.limits = limits;
    }

    @Override
    public void directory(TreePath path, Attributes attributes) {
        note("directory", path, attributes);
    }

    @Override
    public void file(TreePath path, Attributes attributes, long size, Content content)
            throws IOException {
        note("file", path, attributes);
        bytes += size;
        assertThat(size).isNotNegative();
        assertThat(bytes).isLessThanOrEqualTo(limits.bytes());
        var end = new long[1];
        var sum = new int[1];
        content.transferTo(
                (offset, buffer, from, length) -> {
                    assertThat(offset).isGreaterThanOrEqualTo(end[0]);
                    end[0] = offset + length;
                    assertThat(end[0]).isLessThanOrEqualTo(size);
                    for (int i = 0; i < length; i++) {
                        sum[0] = 31 * sum[0] + buffer[from + i] + (int) (offset + i);
                    }
                });
        told.append(size).append(' ').append(sum[0]).append('\n');
    }

    @Override
    public void symbolicLink(TreePath path, RawText target, Attributes attributes) {
        note("link to " + target, path, attributes);
        assertThat(target.latin1()).isNotEmpty().doesNotContain("\0");
    }

    @Override
    public void hardLink(TreePath path, TreePath target) {
        note("hard link", path);
        note("to", target);
    }

    @Override
    public void device(TreePath path, DeviceKind kind, Device numbers, Attributes attributes) {
        note(kind + " " + numbers, path, attributes);
    }

    @Override
    public void fifo(TreePath path, Attributes attributes) {
        note("fifo", path, attributes);
    }

    @Override
    public void whiteout(TreePath path) {
        note("whiteout", path);
        assertThat(path.isRoot()).isFalse();
    }

    @Override
    public void opaque(TreePath directory) {
        note("opaque", directory);
    }

    @Override
    public void finish() {
        assertThat(finished).isFalse();
        finished = true;
    }

    @Override
    public void close() {}

    private void note(String what, TreePath path, Attributes attributes) {
        note(what, path);
        told.append(attributes).append('\n');
        for (var xattr : attributes.xattrs()) {
            assertThat(xattr.name()).matches("(?s)(user|security|system)\\..*");
        }
        var owner = attributes.ownership();
        assertThat(owner.mode()).isBetween(0, 07777);
        assertThat(owner.mtimeNanos()).isBetween(0, 999_999_999);
    }

    private void note(String what, TreePath path) {
        assertThat(finished).isFalse();
        assertThat(path.rawNames()).hasSizeLessThanOrEqualTo(limits.depth());
        for (var name : path.rawNames()) {
            assertThat(name).isNotEmpty().isNotEqualTo("..").doesNotContain("/", "\0");
        }
        told.append(what).append(' ').append(path).append('\n');
    }

    @Override
    public String toString() {
        return told.toString();
    }
}
