package dev.caisson.net.nft;

import dev.caisson.net.netlink.AttributeWriter;
import java.util.function.Consumer;

/// One step of a rule, as the kernel's small machine takes it.
///
/// @param name of the kernel's operation
/// @param attributes its operands
record Expression(String name, Consumer<AttributeWriter> attributes) {
    // include/uapi/linux/netfilter/nf_tables.h
    private static final int NFTA_LIST_ELEM = 1;
    private static final int NFTA_EXPR_NAME = 1;
    private static final int NFTA_EXPR_DATA = 2;

    void writeTo(AttributeWriter list) {
        list.nested(
                NFTA_LIST_ELEM,
                element -> element.text(NFTA_EXPR_NAME, name).nested(NFTA_EXPR_DATA, attributes));
    }
}
