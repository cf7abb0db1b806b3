package dev.caisson.net;

import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.PublishedPort;
import java.util.List;

/// How the ports that are published differ from those that shall be: an engine that was killed in
/// the middle of a change leaves such.
///
/// @param missing of those that shall be
/// @param surplus of those that are
record PortDifference(List<PortDraft> missing, List<PublishedPort> surplus) {
    PortDifference {
        missing = List.copyOf(missing);
        surplus = List.copyOf(surplus);
    }

    static PortDifference of(List<PortDraft> asked, List<PublishedPort> published) {
        return new PortDifference(
                asked.stream()
                        .filter(draft -> published.stream().noneMatch(port -> fits(port, draft)))
                        .toList(),
                published.stream()
                        .filter(port -> asked.stream().noneMatch(draft -> fits(port, draft)))
                        .toList());
    }

    boolean isNone() {
        return missing.isEmpty() && surplus.isEmpty();
    }

    private static boolean fits(PublishedPort port, PortDraft draft) {
        boolean inside =
                port.protocol() == draft.protocol() && port.container() == draft.container();
        if (!inside || port.isRouted()) return inside;
        boolean number = draft.first() == 0 || isWithin(port.port(), draft);
        return number && (draft.address() == null || port.host().equals(draft.address()));
    }

    private static boolean isWithin(int port, PortDraft draft) {
        return draft.first() <= port && port <= draft.last();
    }
}
