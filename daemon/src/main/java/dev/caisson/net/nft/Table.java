package dev.caisson.net.nft;

import dev.caisson.net.netlink.AttributeWriter;
import dev.caisson.net.netlink.NetlinkRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/// The batches of messages that make a table hold what it shall.
///
/// @param name of the table in the family `inet`
record Table(String name) {
    // include/uapi/linux/netfilter/nfnetlink.h
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFNL_MSG_BATCH_BEGIN = 0x10;
    private static final int NFNL_MSG_BATCH_END = 0x11;

    // include/uapi/linux/netfilter/nf_tables.h
    private static final int NFT_MSG_NEWTABLE = 0;
    private static final int NFT_MSG_DELTABLE = 2;
    private static final int NFT_MSG_NEWCHAIN = 3;
    private static final int NFT_MSG_DELCHAIN = 5;
    private static final int NFT_MSG_NEWRULE = 6;
    private static final int NFT_MSG_DELRULE = 8;
    private static final int NFT_MSG_NEWSET = 9;
    private static final int NFT_MSG_DELSET = 11;
    private static final int NFT_MSG_NEWSETELEM = 12;
    private static final int NFT_MSG_DELSETELEM = 14;
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
    private static final int NFTA_SET_TABLE = 1;
    private static final int NFTA_SET_NAME = 2;
    private static final int NFTA_SET_FLAGS = 3;
    private static final int NFTA_SET_KEY_TYPE = 4;
    private static final int NFTA_SET_KEY_LEN = 5;
    private static final int NFTA_SET_DATA_TYPE = 6;
    private static final int NFTA_SET_DATA_LEN = 7;
    private static final int NFTA_SET_ID = 10;
    private static final int NFTA_SET_USERDATA = 13;
    private static final int NFTA_SET_ELEM_LIST_TABLE = 1;
    private static final int NFTA_SET_ELEM_LIST_SET = 2;
    private static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    private static final int NF_ACCEPT = 1;
    private static final int NFPROTO_INET = 1;

    /// Of one message; the attribute that lists them ends at 64 KiB.
    private static final int MOST_ELEMENTS = 200;

    /// Replaces whatever the table was.
    List<NetlinkRequest> replace(Part whole) {
        var messages = new ArrayList<NetlinkRequest>();
        messages.add(boundary(NFNL_MSG_BATCH_BEGIN));
        // To delete what may not be there it is made first.
        messages.add(table(NFT_MSG_NEWTABLE, NetlinkRequest.NLM_F_CREATE));
        messages.add(table(NFT_MSG_DELTABLE, 0));
        messages.add(table(NFT_MSG_NEWTABLE, NetlinkRequest.NLM_F_CREATE));
        add(whole, messages);
        return ended(messages);
    }

    /// Changes a part of the table, which has to be there as it was before.
    List<NetlinkRequest> change(PartDifference difference) {
        var messages = new ArrayList<NetlinkRequest>();
        messages.add(boundary(NFNL_MSG_BATCH_BEGIN));
        // What refers to something goes before it.
        var gone = difference.gone();
        elements(NFT_MSG_DELSETELEM, gone.elements(), messages);
        for (var chain : difference.emptied()) messages.add(emptied(chain));
        for (var set : gone.sets()) messages.add(set(NFT_MSG_DELSET, set, 0));
        for (var chain : gone.chains()) messages.add(delete(chain));
        add(difference.come(), messages);
        return ended(messages);
    }

    private void add(Part part, List<NetlinkRequest> messages) {
        for (var chain : part.chains()) messages.add(chain(chain));
        int number = 0;
        for (var set : part.sets()) messages.add(set(NFT_MSG_NEWSET, set, ++number));
        for (var rule : part.rules()) messages.add(rule(rule));
        elements(NFT_MSG_NEWSETELEM, part.elements(), messages);
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

    private NetlinkRequest delete(Chain chain) {
        return request(
                "delete chain inet " + name + " " + chain.name(),
                NFT_MSG_DELCHAIN,
                0,
                to -> to.text(NFTA_CHAIN_TABLE, name).text(NFTA_CHAIN_NAME, chain.name()));
    }

    private NetlinkRequest emptied(String chain) {
        return request(
                "flush chain inet " + name + " " + chain,
                NFT_MSG_DELRULE,
                0,
                to -> to.text(NFTA_RULE_TABLE, name).text(NFTA_RULE_CHAIN, chain));
    }

    /// @param number by which a batch could refer to it; the kernel wants one
    private NetlinkRequest set(int message, NamedSet set, int number) {
        boolean made = message == NFT_MSG_NEWSET;
        return request(
                (made ? "add" : "delete") + " set inet " + name + " " + set.name(),
                message,
                made ? NetlinkRequest.NLM_F_CREATE : 0,
                to -> {
                    to.text(NFTA_SET_TABLE, name).text(NFTA_SET_NAME, set.name());
                    if (!made) return;
                    to.be32(NFTA_SET_FLAGS, set.flags())
                            .be32(NFTA_SET_KEY_TYPE, set.keyKind())
                            .be32(NFTA_SET_KEY_LEN, set.keyLength())
                            .be32(NFTA_SET_ID, number)
                            .bytes(NFTA_SET_USERDATA, set.order());
                    if (!set.isMap()) return;
                    to.be32(NFTA_SET_DATA_TYPE, set.valueKind());
                    if (!set.leadsToVerdict()) to.be32(NFTA_SET_DATA_LEN, set.valueLength());
                });
    }

    private void elements(int message, List<Element> elements, List<NetlinkRequest> messages) {
        var sets = new LinkedHashMap<String, List<Element>>();
        for (var element : elements) {
            sets.computeIfAbsent(element.set().name(), _ -> new ArrayList<>()).add(element);
        }
        sets.forEach(
                (set, all) -> {
                    for (int from = 0; from < all.size(); from += MOST_ELEMENTS) {
                        int end = Math.min(all.size(), from + MOST_ELEMENTS);
                        messages.add(elements(message, set, all.subList(from, end)));
                    }
                });
    }

    private NetlinkRequest elements(int message, String set, List<Element> elements) {
        boolean made = message == NFT_MSG_NEWSETELEM;
        int more = elements.size() - 1;
        var shown = elements.getFirst() + (more == 0 ? "" : " and " + more + " more");
        return request(
                (made ? "add" : "delete") + " element inet " + name + " " + shown,
                message,
                made ? NetlinkRequest.NLM_F_CREATE : 0,
                to ->
                        to.text(NFTA_SET_ELEM_LIST_TABLE, name)
                                .text(NFTA_SET_ELEM_LIST_SET, set)
                                .nested(
                                        NFTA_SET_ELEM_LIST_ELEMENTS,
                                        list -> elements.forEach(each -> each.writeTo(list))));
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
