package dev.caisson.net.nft;

/// A chain; one without a hook is jumped to.
///
/// @param type `filter` or `nat`; empty for none
/// @param priority lower ones are asked first
record Chain(String name, String type, Hook hook, int priority) {
    /// Where a packet meets a chain. Source: include/uapi/linux/netfilter.h.
    enum Hook {
        PREROUTING(0),
        INPUT(1),
        FORWARD(2),
        OUTPUT(3),
        POSTROUTING(4);

        private final int number;

        Hook(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    static Chain filter(String name, Hook hook, int priority) {
        return new Chain(name, "filter", hook, priority);
    }

    static Chain nat(String name, Hook hook, int priority) {
        return new Chain(name, "nat", hook, priority);
    }

    static Chain jumpedTo(String name) {
        return new Chain(name, "", Hook.PREROUTING, 0);
    }
}
