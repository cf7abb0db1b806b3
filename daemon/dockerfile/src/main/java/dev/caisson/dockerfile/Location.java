package dev.caisson.dockerfile;

/// A range of lines of a file.
///
/// @param file its name as errors show it
/// @param first line, from 1
/// @param last line, at least `first`
public record Location(String file, int first, int last) {
    @Override
    public String toString() {
        return file + ":" + first;
    }
}
