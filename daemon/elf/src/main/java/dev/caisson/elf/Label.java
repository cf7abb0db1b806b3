package dev.caisson.elf;

/// A point between rows that others go to. Made and placed by one [TableBuilder].
public final class Label {
    private final String name;

    Label(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
