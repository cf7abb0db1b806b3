package dev.caisson.net.nft;

import dev.caisson.net.netlink.AttributeWriter;
import dev.caisson.net.netlink.NetlinkRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A table as it shall be, and the batch of messages that makes it so.
///
/// @param name of the table in the family `inet`
record Table(String name, List<Chain> chains, List<Rule> rules) {
    // include/uapi/linux/netfilter/nfnetlink.h
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFNL_MSG_BATCH_BEGIN = 0x10;
    private static final int NFNL_MSG_BATCH_END = 0x11;

    // include/uapi/linux/netfilter/nf_tables.h
    private static final int NFT_MSG_NEWTABLE = 0;
    private static final int NFT_MSG_DELTABLE = 2;
    private static final int NFT_MSG_NEWCHAIN = 3;
    private static final int NFT_MSG_NEWRULE = 6;
    private static final int NFTA_TABLE_NAME = 1;
    private static final int NFTA_CHAIN_TABLE = 1;
    private static final int NFTA_CHAIN_NAME = 3;
    private static final int NFTA_CHAIN_HOOK = 4;
    private static final int NFTA_CHAIN_POLICY = 5;
    private static final int NFTA_CHAIN_TYPE = 7;
    private static final int NFTA_HOOK_HOOKNUM = 1;
    private static final int NFTA_HOOK_PRIORITY = 2;
    private static final int NFTA_RULE_TABLE = 1;
    private static final int NFTA_RULE_CHAIN = 2;
    private static final int NFTA_RULE_EXPRESSIONS = 4;
    private static final int NF_ACCEPT = 1;
    private static final int NFPROTO_INET = 1;

    Table {
        chains = List.copyOf(chains);
        rules = List.copyOf(rules);
    }

    /// Replaces whatever the table was.
    List<NetlinkRequest> replace() {
        var messages = new ArrayList<NetlinkRequest>();
        messages.add(boundary(NFNL_MSG_BATCH_BEGIN));
        // To delete what may not be there it is made first.
        messages.add(table(NFT_MSG_NEWTABLE, NetlinkRequest.NLM_F_CREATE));
        messages.add(table(NFT_MSG_DELTABLE, 0));
        messages.add(table(NFT_MSG_NEWTABLE, NetlinkRequest.NLM_F_CREATE));
        for (var chain : chains) messages.add(chain(chain));
        for (var rule : rules) messages.add(rule(rule));
        return ended(messages);
    }

    /// Removes the table, whether it is there or not.
    List<NetlinkRequest> remove() {
        var messages = new ArrayList<NetlinkRequest>();
        messages.add(boundary(NFNL_MSG_BATCH_BEGIN));
        messages.add(table(NFT_MSG_NEWTABLE, NetlinkRequest.NLM_F_CREATE));
        messages.add(table(NFT_MSG_DELTABLE, NetlinkRequest.NLM_F_ACK));
        messages.add(boundary(NFNL_MSG_BATCH_END));
        return messages;
    }

    /// The last message that says something is the one that is answered.
    private List<NetlinkRequest> ended(List<NetlinkRequest> messages) {
        messages.add(table(NFT_MSG_NEWTABLE, NetlinkRequest.NLM_F_ACK));
        messages.add(boundary(NFNL_MSG_BATCH_END));
        return messages;
    }

    private NetlinkRequest table(int message, int flags) {
        return request(
                (message == NFT_MSG_DELTABLE ? "delete" : "add") + " table inet " + name,
                message,
                flags,
                to -> to.text(NFTA_TABLE_NAME, name));
    }

    private NetlinkRequest chain(Chain chain) {
        return request(
                "add chain inet " + name + " " + chain.name(),
                NFT_MSG_NEWCHAIN,
                NetlinkRequest.NLM_F_CREATE,
                to -> {
                    to.text(NFTA_CHAIN_TABLE, name).text(NFTA_CHAIN_NAME, chain.name());
                    if (chain.type().isEmpty()) return;
                    to.nested(
                            NFTA_CHAIN_HOOK,
                            hook ->
                                    hook.be32(NFTA_HOOK_HOOKNUM, chain.hook().number())
                                            .be32(NFTA_HOOK_PRIORITY, chain.priority()));
                    to.be32(NFTA_CHAIN_POLICY, NF_ACCEPT).text(NFTA_CHAIN_TYPE, chain.type());
                });
    }

    private NetlinkRequest rule(Rule rule) {
        return request(
                "add rule inet " + name + " " + rule,
                NFT_MSG_NEWRULE,
                NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_APPEND,
                to ->
                        to.text(NFTA_RULE_TABLE, name)
                                .text(NFTA_RULE_CHAIN, rule.chain())
                                .nested(NFTA_RULE_EXPRESSIONS, rule::writeTo));
    }

    private static NetlinkRequest request(
            String what, int message, int flags, Consumer<AttributeWriter> attributes) {
        int type = NFNL_SUBSYS_NFTABLES << 8 | message;
        return NetlinkRequest.of(what, type, flags, header(NFPROTO_INET, 0), attributes);
    }

    private static NetlinkRequest boundary(int message) {
        return NetlinkRequest.of(
                message == NFNL_MSG_BATCH_BEGIN ? "nft batch" : "end of nft batch",
                message,
                0,
                header(0, NFNL_SUBSYS_NFTABLES),
                _ -> {});
    }

    /// `struct nfgenmsg`; its last field is in network order, as is [ByteBuffer].
    private static byte[] header(int family, int resource) {
        return ByteBuffer.allocate(4)
                .put((byte) family)
                .put((byte) 0)
                .putShort((short) resource)
                .array();
    }
}
