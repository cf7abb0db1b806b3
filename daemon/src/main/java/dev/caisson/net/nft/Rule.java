package dev.caisson.net.nft;

import dev.caisson.net.model.Addresses;
import dev.caisson.net.model.Protocol;
import dev.caisson.net.model.Subnet;
import dev.caisson.net.netlink.AttributeWriter;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One rule: matches, then what is done. Written with verbs in the order of `nft`'s language, which
/// [#toString] shows.
final class Rule {
    // include/uapi/linux/netfilter/nf_tables.h
    private static final int NFT_REG_VERDICT = 0;
    private static final int NFT_REG_1 = 1;
    private static final int NFT_REG_2 = 2;
    private static final int NFTA_DATA_VALUE = 1;
    private static final int NFTA_DATA_VERDICT = 2;
    private static final int NFTA_VERDICT_CODE = 1;
    private static final int NFTA_VERDICT_CHAIN = 2;
    static final int NF_DROP = 0;
    static final int NF_ACCEPT = 1;
    static final int NFT_GOTO = -4;
    private static final int NFT_JUMP = -3;
    private static final int NFT_RETURN = -5;

    /// The first of those of four bytes; the ones of sixteen lie over them.
    private static final int NFT_REG32_00 = 8;

    private static final int REGISTER = 4;
    private static final int NO_REGISTER = -1;

    // include/uapi/linux/ip.h, ipv6.h: where the addresses are in a header
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final int SOURCE_SIX = 8;
    private static final int DESTINATION_SIX = 24;
    private static final int NFT_CMP_EQ = 0;
    private static final int NFT_CMP_NEQ = 1;
    private static final int NFT_PAYLOAD_NETWORK_HEADER = 1;
    private static final int NFT_PAYLOAD_TRANSPORT_HEADER = 2;
    private static final int NFT_META_IIFNAME = 6;
    private static final int NFT_META_OIFNAME = 7;
    private static final int NFT_META_NFPROTO = 15;
    private static final int NFT_META_L4PROTO = 16;
    private static final int NFT_CT_STATE = 0;
    private static final int NFT_CT_STATUS = 2;
    private static final int NFT_FIB_RESULT_ADDRTYPE = 3;
    private static final int NFTA_FIB_F_DADDR = 2;
    private static final int NFT_NAT_SNAT = 0;
    private static final int NFT_NAT_DNAT = 1;
    private static final int NFT_NG_INCREMENTAL = 0;
    private static final int NFPROTO_IPV4 = 2;
    private static final int NFPROTO_IPV6 = 10;

    // include/uapi/linux/netfilter/nf_conntrack_common.h
    private static final int ESTABLISHED_OR_RELATED = 2 | 4;
    private static final int IPS_DST_NAT = 1 << 5;

    // include/uapi/linux/in.h, icmpv6.h
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_ICMPV6 = 58;

    // include/uapi/linux/rtnetlink.h
    private static final int RTN_LOCAL = 2;

    private static final int IFNAMSIZ = 16;

    private final String chain;
    private final List<Expression> expressions = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private Rule(String chain) {
        this.chain = chain;
    }

    static Rule in(String chain) {
        return new Rule(chain);
    }

    String chain() {
        return chain;
    }

    /// What it does, without its chain.
    String words() {
        return text.toString();
    }

    void writeTo(AttributeWriter list) {
        for (var expression : expressions) expression.writeTo(list);
    }

    // ---- matches

    Rule from(String device) {
        return device("iifname", NFT_META_IIFNAME, device, NFT_CMP_EQ);
    }

    Rule to(String device) {
        return device("oifname", NFT_META_OIFNAME, device, NFT_CMP_EQ);
    }

    Rule notTo(String device) {
        return device("oifname", NFT_META_OIFNAME, device, NFT_CMP_NEQ);
    }

    private Rule device(String word, int key, String name, int operation) {
        say(word + (operation == NFT_CMP_NEQ ? " != " : " ") + "\"" + name + "\"");
        load(key);
        var padded = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), IFNAMSIZ);
        return compare(operation, padded);
    }

    Rule source(Subnet subnet) {
        return address("saddr", subnet, subnet.isSix() ? SOURCE_SIX : SOURCE);
    }

    Rule destination(Subnet subnet) {
        return address("daddr", subnet, subnet.isSix() ? DESTINATION_SIX : DESTINATION);
    }

    private Rule address(String word, Subnet subnet, int offset) {
        var base = subnet.base().getAddress();
        say((subnet.isSix() ? "ip6 " : "ip ") + word + " " + subnet);
        family(subnet.isSix());
        payload(NFT_PAYLOAD_NETWORK_HEADER, offset, base.length, NFT_REG_1);
        if (subnet.prefix() < base.length * 8) mask(prefixMask(base.length, subnet.prefix()));
        return compare(NFT_CMP_EQ, base);
    }

    private static byte[] prefixMask(int length, int prefix) {
        var mask = new byte[length];
        for (int i = 0; i < prefix; i++) mask[i / 8] |= (byte) (0x80 >> i % 8);
        return mask;
    }

    /// Only one family; address matches say it by themselves.
    Rule family(boolean six) {
        load(NFT_META_NFPROTO);
        return compare(NFT_CMP_EQ, new byte[] {(byte) (six ? NFPROTO_IPV6 : NFPROTO_IPV4)});
    }

    /// Only one family, said in words.
    Rule onlyFamily(boolean six) {
        say("meta nfproto " + (six ? "ipv6" : "ipv4"));
        return family(six);
    }

    /// What is among the keys of a set.
    Rule among(NamedSet set, PacketPart... parts) {
        say(key(set, parts) + " @" + set.name());
        return lookup(set, NO_REGISTER);
    }

    Rule port(Protocol protocol, int port) {
        say(protocol.word() + " dport " + port);
        load(NFT_META_L4PROTO);
        compare(NFT_CMP_EQ, new byte[] {(byte) protocol.number()});
        payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, NFT_REG_1);
        return compare(NFT_CMP_EQ, new byte[] {(byte) (port >> 8), (byte) port});
    }

    /// What tells of hosts and ways, such as `ping`.
    Rule ofControl(boolean six) {
        say("meta l4proto " + (six ? "ipv6-icmp" : "icmp"));
        family(six);
        load(NFT_META_L4PROTO);
        return compare(NFT_CMP_EQ, new byte[] {(byte) (six ? IPPROTO_ICMPV6 : IPPROTO_ICMP)});
    }

    /// To an address of this host.
    Rule toThisHost() {
        say("fib daddr type local");
        add(
                "fib",
                to ->
                        to.be32(1, NFT_REG_1)
                                .be32(2, NFT_FIB_RESULT_ADDRTYPE)
                                .be32(3, NFTA_FIB_F_DADDR));
        return compare(NFT_CMP_EQ, number(RTN_LOCAL));
    }

    Rule ofKnownConnection() {
        say("ct state established,related");
        add("ct", to -> to.be32(2, NFT_CT_STATE).be32(1, NFT_REG_1));
        mask(number(ESTABLISHED_OR_RELATED));
        return compare(NFT_CMP_NEQ, number(0));
    }

    /// To a published port.
    Rule ofPublishedPort() {
        say("ct status dnat");
        add("ct", to -> to.be32(2, NFT_CT_STATUS).be32(1, NFT_REG_1));
        mask(number(IPS_DST_NAT));
        return compare(NFT_CMP_NEQ, number(0));
    }

    /// Every n-th packet that comes this far; all when n is 1.
    Rule oneOf(int count) {
        if (count == 1) return this;
        say("numgen inc mod " + count + " 0");
        add(
                "numgen",
                to -> to.be32(1, NFT_REG_1).be32(2, count).be32(3, NFT_NG_INCREMENTAL).be32(4, 0));
        return compare(NFT_CMP_EQ, number(0));
    }

    // ---- what is done

    Rule accept() {
        say("accept");
        return verdict(NF_ACCEPT, "");
    }

    /// Counted, so that one can see what was dropped.
    Rule drop() {
        say("counter drop");
        add("counter", to -> to.be64(1, 0).be64(2, 0));
        return verdict(NF_DROP, "");
    }

    Rule counted() {
        say("counter");
        add("counter", to -> to.be64(1, 0).be64(2, 0));
        return this;
    }

    Rule jump(String target) {
        say("jump " + target);
        return verdict(NFT_JUMP, target);
    }

    Rule goBack() {
        say("return");
        return verdict(NFT_RETURN, "");
    }

    Rule masquerade() {
        say("masquerade");
        add("masq", _ -> {});
        return this;
    }

    Rule sourceTo(InetAddress address) {
        boolean six = Addresses.isSix(address);
        say("snat " + (six ? "ip6" : "ip") + " to " + Addresses.text(address));
        immediate(NFT_REG_1, address.getAddress());
        add(
                "nat",
                to ->
                        to.be32(1, NFT_NAT_SNAT)
                                .be32(2, six ? NFPROTO_IPV6 : NFPROTO_IPV4)
                                .be32(3, NFT_REG_1));
        return this;
    }

    Rule translateTo(InetAddress address, int port) {
        boolean six = Addresses.isSix(address);
        var shown = six ? "[" + Addresses.text(address) + "]" : Addresses.text(address);
        say("dnat " + (six ? "ip6" : "ip") + " to " + shown + ":" + port);
        immediate(NFT_REG_1, address.getAddress());
        immediate(NFT_REG_2, new byte[] {(byte) (port >> 8), (byte) port});
        return translate(six, NFT_REG_2);
    }

    private Rule translate(boolean six, int port) {
        add(
                "nat",
                to ->
                        to.be32(1, NFT_NAT_DNAT)
                                .be32(2, six ? NFPROTO_IPV6 : NFPROTO_IPV4)
                                .be32(3, NFT_REG_1)
                                .be32(5, port));
        return this;
    }

    /// To where a map leads from what the packet says.
    Rule translateBy(NamedSet map, PacketPart... parts) {
        boolean six = map.value().getFirst() == NamedSet.Field.ADDRESS_SIX;
        say("dnat " + (six ? "ip6" : "ip") + " to " + key(map, parts) + " map @" + map.name());
        lookup(map, NFT_REG_1);
        return translate(six, register(NamedSet.Field.address(six).room() / REGISTER));
    }

    /// What a map says about the packet; the next rule where it says nothing.
    Rule judgedBy(NamedSet map, PacketPart... parts) {
        say(key(map, parts) + " vmap @" + map.name());
        return lookup(map, NFT_REG_VERDICT);
    }

    // ---- the kernel's operations

    /// Loads the fields of a key one behind the other.
    private String key(NamedSet set, PacketPart... parts) {
        var words = new ArrayList<String>();
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            var field = set.key().get(i);
            words.add(parts[i].word(field));
            load(parts[i], field, register(at));
            at += field.room() / REGISTER;
        }
        return String.join(" . ", words);
    }

    /// @param at which of those of four bytes
    private static int register(int at) {
        return at % 4 == 0 ? NFT_REG_1 + at / 4 : NFT_REG32_00 + at;
    }

    private void load(PacketPart part, NamedSet.Field field, int register) {
        boolean six = field == NamedSet.Field.ADDRESS_SIX;
        switch (part) {
            case FROM_DEVICE -> load(NFT_META_IIFNAME, register);
            case TO_DEVICE -> load(NFT_META_OIFNAME, register);
            case PROTOCOL -> load(NFT_META_L4PROTO, register);
            case PORT -> payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2, register);
            case SOURCE -> address(six, six ? SOURCE_SIX : SOURCE, register);
            case DESTINATION -> address(six, six ? DESTINATION_SIX : DESTINATION, register);
        }
    }

    private void address(boolean six, int offset, int register) {
        family(six);
        payload(NFT_PAYLOAD_NETWORK_HEADER, offset, six ? 16 : 4, register);
    }

    /// @param register for what a map says; none for a set
    private Rule lookup(NamedSet set, int register) {
        add(
                "lookup",
                to -> {
                    to.text(1, set.name()).be32(2, NFT_REG_1);
                    if (register != NO_REGISTER) to.be32(3, register);
                });
        return this;
    }

    private void load(int key) {
        load(key, NFT_REG_1);
    }

    private void load(int key, int register) {
        add("meta", to -> to.be32(2, key).be32(1, register));
    }

    private void payload(int base, int offset, int length, int register) {
        add("payload", to -> to.be32(1, register).be32(2, base).be32(3, offset).be32(4, length));
    }

    private void mask(byte[] mask) {
        add(
                "bitwise",
                to ->
                        to.be32(1, NFT_REG_1)
                                .be32(2, NFT_REG_1)
                                .be32(3, mask.length)
                                .nested(4, data -> data.bytes(NFTA_DATA_VALUE, mask))
                                .nested(
                                        5,
                                        data ->
                                                data.bytes(
                                                        NFTA_DATA_VALUE, new byte[mask.length])));
    }

    private Rule compare(int operation, byte[] value) {
        add(
                "cmp",
                to ->
                        to.be32(1, NFT_REG_1)
                                .be32(2, operation)
                                .nested(3, data -> data.bytes(NFTA_DATA_VALUE, value)));
        return this;
    }

    private void immediate(int register, byte[] value) {
        add(
                "immediate",
                to -> to.be32(1, register).nested(2, data -> data.bytes(NFTA_DATA_VALUE, value)));
    }

    private Rule verdict(int code, String target) {
        add(
                "immediate",
                to ->
                        to.be32(1, NFT_REG_VERDICT)
                                .nested(2, data -> writeVerdict(data, code, target)));
        return this;
    }

    /// @param target chain to go on in; empty for none
    static void writeVerdict(AttributeWriter data, int code, String target) {
        data.nested(
                NFTA_DATA_VERDICT,
                verdict -> {
                    verdict.be32(NFTA_VERDICT_CODE, code);
                    if (!target.isEmpty()) verdict.text(NFTA_VERDICT_CHAIN, target);
                });
    }

    private void add(String name, java.util.function.Consumer<AttributeWriter> attributes) {
        expressions.add(new Expression(name, attributes));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    private void say(String words) {
        if (!text.isEmpty()) text.append(' ');
        text.append(words);
    }

    @Override
    public String toString() {
        return chain + ": " + text;
    }
}
