package dev.caisson.net.nft;

import dev.caisson.net.netlink.AttributeWriter;
import dev.caisson.net.netlink.Attributes;
import dev.caisson.net.netlink.NetlinkReply;
import dev.caisson.net.netlink.NetlinkRequest;
import dev.caisson.net.netlink.NetlinkSocket;
import dev.caisson.sys.Socket;
import dev.caisson.sys.SyscallException;
import dev.caisson.sys.Syscalls;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets packets of containers through chains of others that drop whatever they do not know, as
/// `iptables -P FORWARD DROP`, ufw and firewalld make them.
///
/// A packet that one chain drops is gone, whatever ours say, so rules are added there. They come
/// last, before the policy or the rule that ends the chain: what somebody forbids on purpose stays
/// forbidden. What containers may do is decided by our own chains all the same. The rules bear a
/// mark, look like those `iptables` writes, so that it can still show the table, and go when no
/// network needs them.
public final class ForeignForward implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignForward.class);

    // include/uapi/linux/netfilter/nfnetlink.h
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFNL_MSG_BATCH_BEGIN = 0x10;
    private static final int NFNL_MSG_BATCH_END = 0x11;

    // include/uapi/linux/netfilter/nf_tables.h
    private static final int NFT_MSG_GETCHAIN = 4;
    private static final int NFT_MSG_NEWRULE = 6;
    private static final int NFT_MSG_GETRULE = 7;
    private static final int NFT_MSG_DELRULE = 8;
    private static final int NFTA_CHAIN_TABLE = 1;
    private static final int NFTA_CHAIN_NAME = 3;
    private static final int NFTA_CHAIN_HOOK = 4;
    private static final int NFTA_CHAIN_POLICY = 5;
    private static final int NFTA_CHAIN_TYPE = 7;
    private static final int NFTA_HOOK_HOOKNUM = 1;
    private static final int NFTA_RULE_TABLE = 1;
    private static final int NFTA_RULE_CHAIN = 2;
    private static final int NFTA_RULE_HANDLE = 3;
    private static final int NFTA_RULE_EXPRESSIONS = 4;
    private static final int NFTA_RULE_POSITION = 6;
    private static final int NFTA_RULE_USERDATA = 7;
    private static final int NFTA_LIST_ELEM = 1;
    private static final int NFTA_EXPR_NAME = 1;
    private static final int NFTA_EXPR_DATA = 2;
    private static final int NFTA_IMMEDIATE_DATA = 2;
    private static final int NFTA_DATA_VERDICT = 2;
    private static final int NFTA_VERDICT_CODE = 1;
    private static final int NF_DROP = 0;
    private static final int NF_ACCEPT = 1;
    private static final int HEADER = 4;

    private static final Charset UTF = StandardCharsets.UTF_8;

    private final String own;
    private final NetlinkSocket socket;
    private List<String> devices = List.of();
    private boolean changed = true;

    /// Chains that drop what they do not know, as they were when they were looked at.
    private List<Base> closed = List.of();

    private ForeignForward(String own, NetlinkSocket socket) {
        this.own = own;
        this.socket = socket;
    }

    /// In the network namespace of the calling thread.
    ///
    /// @param own table of the engine
    public static ForeignForward open(Syscalls syscalls, String own) {
        return new ForeignForward(own, NetlinkSocket.open(syscalls, Socket.NETLINK_NETFILTER));
    }

    /// A chain that is asked about forwarded packets.
    private record Base(int family, String table, String name, int policy) {}

    /// @param mark empty when it is not ours
    /// @param ends whether no packet comes past it
    private record Found(long handle, String mark, boolean ends) {}

    /// Whether a change was made here.
    boolean isBy(int port) {
        return port == socket.port();
    }

    /// Somebody has changed rules.
    public synchronized void changed() {
        changed = true;
        apply(devices);
    }

    /// Makes packets of devices pass, and only of these. Chains of others are looked at only when
    /// somebody has changed some.
    public synchronized void apply(List<String> wanted) {
        boolean same = !changed && (closed.isEmpty() || wanted.equals(devices));
        devices = List.copyOf(wanted);
        if (same) return;
        var dropping = new ArrayList<Base>();
        for (var chain : changed ? chains() : closed) {
            try {
                if (apply(chain)) dropping.add(chain);
            } catch (SyscallException refused) {
                dropping.add(chain);
                LOG.warn(
                        "table={} chain={} of somebody else may drop packets of containers, and"
                                + " takes no rule: {}",
                        chain.table(),
                        chain.name(),
                        String.valueOf(refused.getMessage()));
            }
        }
        changed = false;
        closed = List.copyOf(dropping);
    }

    private List<Base> chains() {
        var found = new ArrayList<Base>();
        for (var reply : socket.call(dump("list chains", NFT_MSG_GETCHAIN, 0, _ -> {}))) {
            var chain = reply.attributes(HEADER);
            var hook = chain.nested(NFTA_CHAIN_HOOK).be32(NFTA_HOOK_HOOKNUM);
            boolean forward = hook.orElse(-1) == Chain.Hook.FORWARD.number();
            boolean ours = chain.text(NFTA_CHAIN_TABLE).equals(own);
            if (!forward || ours || !chain.text(NFTA_CHAIN_TYPE).equals("filter")) continue;
            found.add(
                    new Base(
                            Byte.toUnsignedInt(reply.payload().get(0)),
                            chain.text(NFTA_CHAIN_TABLE),
                            chain.text(NFTA_CHAIN_NAME),
                            chain.be32(NFTA_CHAIN_POLICY).orElse(NF_ACCEPT)));
        }
        return found;
    }

    /// @return whether it drops what it does not know
    private boolean apply(Base chain) {
        var rules = rules(chain);
        var end = rules.stream().filter(rule -> rule.mark().isEmpty() && rule.ends()).findFirst();
        boolean drops = chain.policy() == NF_DROP || end.isPresent();
        var wanted = new LinkedHashMap<String, Rule>();
        if (drops) wanted(chain).forEach(rule -> wanted.put(mark(rule), rule));
        var messages = new ArrayList<NetlinkRequest>();
        messages.add(boundary(NFNL_MSG_BATCH_BEGIN));
        for (var rule : rules) {
            if (rule.mark().isEmpty() || wanted.remove(rule.mark()) != null) continue;
            messages.add(delete(chain, rule.handle()));
        }
        for (var rule : wanted.values()) {
            messages.add(add(chain, rule, end.map(Found::handle).orElse(0L)));
        }
        if (messages.size() == 1) return drops;
        messages.add(boundary(NFNL_MSG_BATCH_END));
        var _ = socket.call(messages);
        LOG.info(
                "table={} chain={} of somebody else drops what it does not know, devices that pass"
                        + " now: {}",
                chain.table(),
                chain.name(),
                drops ? devices : List.of());
        return drops;
    }

    private List<Found> rules(Base chain) {
        var replies =
                socket.call(
                        dump(
                                "list rules of " + chain.table(),
                                NFT_MSG_GETRULE,
                                chain.family(),
                                to ->
                                        to.text(NFTA_RULE_TABLE, chain.table())
                                                .text(NFTA_RULE_CHAIN, chain.name())));
        return replies.stream().map(this::rule).toList();
    }

    private Found rule(NetlinkReply reply) {
        var rule = reply.attributes(HEADER);
        var data = rule.bytes(NFTA_RULE_USERDATA).orElse(new byte[0]);
        var text = data.length < 3 ? "" : new String(data, 2, data.length - 3, UTF);
        var mark = text.startsWith(own + ":") ? text : "";
        return new Found(
                rule.be64(NFTA_RULE_HANDLE), mark, ends(rule.nested(NFTA_RULE_EXPRESSIONS)));
    }

    /// A drop or a rejection of everything.
    private static boolean ends(Attributes expressions) {
        boolean drops = false;
        for (var expression : expressions.each(NFTA_LIST_ELEM)) {
            switch (expression.text(NFTA_EXPR_NAME)) {
                case "counter", "log" -> {}
                case "reject" -> drops = true;
                case "immediate" ->
                        drops =
                                expression
                                                .nested(NFTA_EXPR_DATA)
                                                .nested(NFTA_IMMEDIATE_DATA)
                                                .nested(NFTA_DATA_VERDICT)
                                                .be32(NFTA_VERDICT_CODE)
                                                .orElse(NF_ACCEPT)
                                        == NF_DROP;
                default -> {
                    return false;
                }
            }
        }
        return drops;
    }

    private List<Rule> wanted(Base chain) {
        var rules = new ArrayList<Rule>();
        for (var device : new TreeSet<>(devices)) {
            rules.add(Rule.in(chain.name()).from(device).counted().accept());
            rules.add(Rule.in(chain.name()).to(device).counted().accept());
        }
        return rules;
    }

    private String mark(Rule rule) {
        return own + ":" + rule.words();
    }

    /// @param before handle of a rule; 0 for the end of the chain
    private NetlinkRequest add(Base chain, Rule rule, long before) {
        int flags = NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_ACK;
        if (before == 0) flags |= NetlinkRequest.NLM_F_APPEND;
        return request(
                "add rule " + chain.table() + " " + rule,
                NFT_MSG_NEWRULE,
                flags,
                chain.family(),
                to -> {
                    to.text(NFTA_RULE_TABLE, chain.table())
                            .text(NFTA_RULE_CHAIN, chain.name())
                            .nested(NFTA_RULE_EXPRESSIONS, rule::writeTo)
                            .bytes(NFTA_RULE_USERDATA, comment(mark(rule)));
                    if (before != 0) to.be64(NFTA_RULE_POSITION, before);
                });
    }

    /// As libnftnl keeps comments: type 0, length, text with its NUL.
    private static byte[] comment(String text) {
        var encoded = text.getBytes(UTF);
        var data = Arrays.copyOf(new byte[] {0, (byte) (encoded.length + 1)}, encoded.length + 3);
        System.arraycopy(encoded, 0, data, 2, encoded.length);
        return data;
    }

    private static NetlinkRequest delete(Base chain, long handle) {
        return request(
                "delete rule of " + chain.table(),
                NFT_MSG_DELRULE,
                NetlinkRequest.NLM_F_ACK,
                chain.family(),
                to ->
                        to.text(NFTA_RULE_TABLE, chain.table())
                                .text(NFTA_RULE_CHAIN, chain.name())
                                .be64(NFTA_RULE_HANDLE, handle));
    }

    private static NetlinkRequest dump(
            String what, int message, int family, Consumer<AttributeWriter> attributes) {
        return request(what, message, NetlinkRequest.NLM_F_DUMP, family, attributes);
    }

    private static NetlinkRequest request(
            String what, int message, int flags, int family, Consumer<AttributeWriter> attributes) {
        int type = NFNL_SUBSYS_NFTABLES << 8 | message;
        var header = new byte[] {(byte) family, 0, 0, 0};
        return NetlinkRequest.of(what, type, flags, header, attributes);
    }

    private static NetlinkRequest boundary(int message) {
        var header = new byte[] {0, 0, 0, NFNL_SUBSYS_NFTABLES};
        return NetlinkRequest.of("nft batch", message, 0, header, _ -> {});
    }

    /// Leaves the rules.
    @Override
    public void close() {
        socket.close();
    }
}
