package dev.caisson.container.plan;

import dev.caisson.container.request.NetworkRequest.PortBinding;
import dev.caisson.container.request.NetworkRequest.Ports;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import dev.caisson.net.model.PortDraft;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Publication;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which ports are to be published.
public final class PortPlan {
    private static final Pattern PORT = Pattern.compile("([0-9]{1,5})(?:/(tcp|udp|sctp))?");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9.]{7,15}|\\[?[0-9a-fA-F:.]{2,45}]?");
    private static final int LAST = 65_535;

    private PortPlan() {}

    /// A port of a container, `80/tcp`.
    private record Inside(int number, Protocol protocol) {}

    /// In the order of the container's ports.
    ///
    /// @throws InvalidInput `PORT_INVALID`
    public static List<PortDraft> of(Ports ports, Publication publication) {
        var drafts = new ArrayList<PortDraft>();
        for (var written : new TreeSet<>(ports.bindings().keySet())) {
            var bindings = ports.bindings().getOrDefault(written, List.of());
            var inside = inside(written);
            if (bindings.isEmpty()) drafts.add(any(inside, publication));
            for (var binding : bindings) drafts.add(draft(inside, binding, publication));
        }
        if (!ports.publishAll()) return drafts;
        for (var written : new TreeSet<>(ports.exposed())) {
            if (!ports.bindings().containsKey(written))
                drafts.add(any(inside(written), publication));
        }
        return drafts;
    }

    private static PortDraft any(Inside inside, Publication publication) {
        return new PortDraft(inside.protocol(), inside.number(), null, 0, 0, publication);
    }

    private static PortDraft draft(Inside inside, PortBinding binding, Publication publication) {
        var written = binding.hostPort();
        int first = 0;
        int last = 0;
        if (!written.isEmpty() && !written.equals("0")) {
            var match = RANGE.matcher(written);
            if (!match.matches()) throw invalid(written);
            first = number(match.group(1));
            last = match.group(2) == null ? first : number(match.group(2));
            if (first > last) throw invalid(written);
        }
        return new PortDraft(
                inside.protocol(),
                inside.number(),
                address(binding.hostAddress()),
                first,
                last,
                publication);
    }

    private static Inside inside(String written) {
        var match = PORT.matcher(written.toLowerCase(Locale.ROOT));
        if (!match.matches()) throw invalid(written);
        var protocol = match.group(2) == null ? "tcp" : match.group(2);
        return new Inside(
                number(match.group(1)), Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)));
    }

    private static int number(String written) {
        int number = Integer.parseInt(written);
        if (number < 1 || number > LAST) throw invalid(written);
        return number;
    }

    private static @Nullable InetAddress address(String written) {
        if (written.isEmpty()) return null;
        if (!ADDRESS.matcher(written).matches()) throw invalid(written);
        var bare = written.startsWith("[") ? written.substring(1, written.length() - 1) : written;
        try {
            return InetAddress.getByName(bare);
        } catch (UnknownHostException wrong) {
            throw new InvalidInput(wrong, FaultCode.PORT_INVALID, written);
        }
    }

    private static InvalidInput invalid(String written) {
        return new InvalidInput(FaultCode.PORT_INVALID, written);
    }
}
