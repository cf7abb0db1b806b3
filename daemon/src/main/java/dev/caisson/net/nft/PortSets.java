package dev.caisson.net.nft;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.HostPort;
import dev.caisson.net.model.Publication;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.nft.NamedSet.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Where ports of the host are looked up: those for everyone, and those for the neighbourhood.
///
/// Each sort has a chain that translates, with one map for each family and for ports at one address
/// or at all; ports of several containers have a chain of their own, where they take turns.
enum PortSets {
    ALL("ports"),
    LAN("lan-ports");

    static final String LAN_ONLY = "lan-only";

    /// What counts as near; the same as [Addresses#isPrivate].
    private static final List<Subnet> NEAR =
            Stream.of(
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "169.254.0.0/16",
                            "127.0.0.0/8",
                            "fc00::/7",
                            "fe80::/10",
                            "::1/128")
                    .map(Subnet::parse)
                    .toList();

    /// From there nothing is routed; the engine relays.
    private static final Subnet LOOPBACK_SIX = Subnet.parse("::1/128");

    private final String chain;

    PortSets(String chain) {
        this.chain = chain;
    }

    static PortSets of(Publication.Scope scope) {
        return scope == Publication.Scope.LAN ? LAN : ALL;
    }

    /// @param six family of the host's address
    /// @param anywhere at all addresses of the host
    private record Kind(boolean six, boolean anywhere) {
        static Kind of(HostPort port) {
            return new Kind(Addresses.isSix(port.address()), port.address().isAnyLocalAddress());
        }

        static List<Kind> all() {
            return Stream.of(false, true)
                    .flatMap(six -> Stream.of(new Kind(six, false), new Kind(six, true)))
                    .toList();
        }

        Field[] key() {
            return anywhere
                    ? new Field[] {Field.PROTOCOL, Field.PORT}
                    : new Field[] {Field.address(six), Field.PROTOCOL, Field.PORT};
        }

        PacketPart[] parts() {
            return anywhere
                    ? new PacketPart[] {PacketPart.PROTOCOL, PacketPart.PORT}
                    : new PacketPart[] {
                        PacketPart.DESTINATION, PacketPart.PROTOCOL, PacketPart.PORT
                    };
        }

        /// A rule for its family; addresses say that by themselves.
        Rule in(String chain) {
            var rule = Rule.in(chain);
            return anywhere ? rule.onlyFamily(six) : rule;
        }

        NamedSet set(String name) {
            return NamedSet.of(name + (anywhere ? "-" : "-at-") + (six ? "6" : "4"), key());
        }
    }

    /// Ports of one container.
    private NamedSet single(Kind kind) {
        return kind.set(chain).toSocket(kind.six());
    }

    /// Ports of several.
    private NamedSet shared(Kind kind) {
        return kind.set("shared-" + chain).toVerdict();
    }

    /// Ports whose sockets only neighbours reach.
    private static NamedSet near(Kind kind) {
        return kind.set("near");
    }

    Element single(HostPort port) {
        return key(single(Kind.of(port)), port);
    }

    Element shared(HostPort port) {
        return key(shared(Kind.of(port)), port);
    }

    static Element near(HostPort port) {
        return key(near(Kind.of(port)), port);
    }

    private static Element key(NamedSet set, HostPort port) {
        var element = Element.in(set);
        if (!port.address().isAnyLocalAddress()) element.address(port.address());
        return element.protocol(port.protocol().number()).port(port.port());
    }

    void addTo(List<Chain> chains, List<NamedSet> sets, List<Rule> rules) {
        chains.add(Chain.jumpedTo(chain));
        switch (this) {
            case ALL -> {
                rules.add(Rule.in(RulesetCompiler.PREROUTING).toThisHost().jump(chain));
                rules.add(Rule.in(RulesetCompiler.OUTPUT).toThisHost().jump(chain));
            }
            case LAN -> neighbourhood(chains, sets, rules);
        }
        rules.add(Rule.in(chain).destination(LOOPBACK_SIX).goBack());
        for (var kind : Kind.all()) {
            sets.add(single(kind));
            sets.add(shared(kind));
            rules.add(kind.in(chain).translateBy(single(kind), kind.parts()));
            rules.add(kind.in(chain).judgedBy(shared(kind), kind.parts()));
        }
    }

    /// Others do not even reach the socket that keeps such a port.
    private void neighbourhood(List<Chain> chains, List<NamedSet> sets, List<Rule> rules) {
        chains.add(Chain.jumpedTo(LAN_ONLY));
        rules.add(Rule.in(RulesetCompiler.OUTPUT).toThisHost().jump(chain));
        for (var near : NEAR) {
            rules.add(Rule.in(RulesetCompiler.PREROUTING).source(near).toThisHost().jump(chain));
            rules.add(Rule.in(LAN_ONLY).source(near).goBack());
        }
        rules.add(Rule.in(LAN_ONLY).from("lo").goBack());
        rules.add(Rule.in(LAN_ONLY).drop());
        for (var kind : Kind.all()) {
            sets.add(near(kind));
            rules.add(
                    kind.in(RulesetCompiler.INPUT).among(near(kind), kind.parts()).jump(LAN_ONLY));
        }
    }

    /// Chain in which the containers of a port take turns.
    static String turns(HostPort port) {
        var words = new ArrayList<String>();
        words.add("turns");
        words.add(port.protocol().word());
        words.add("" + port.port());
        // `nft` knows no colons in names.
        words.add(Addresses.text(port.address()).replace(':', '_'));
        return String.join("-", words);
    }
}
