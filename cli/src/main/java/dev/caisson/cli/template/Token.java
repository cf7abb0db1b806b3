package dev.caisson.cli.template;

/// One token of an action.
///
/// @param glued true when nothing stands between this token and the one before
/// @param text without quotes for a string, with the leading dot or dollar for a field or variable
record Token(Kind kind, String text, boolean glued) {
    enum Kind {
        WORD,
        FIELD,
        VARIABLE,
        STRING,
        NUMBER,
        PIPE,
        OPEN,
        CLOSE,
        DECLARE,
        COMMA,
        DOT
    }
}
