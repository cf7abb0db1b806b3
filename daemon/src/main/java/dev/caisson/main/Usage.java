package dev.caisson.main;

import java.util.Locale;

/// The text of `--help`.
final class Usage {
    private Usage() {}

    static String text() {
        var text =
                new StringBuilder(
                        "Usage: caisson daemon [OPTIONS]\n\nA container engine.\n\nOptions:\n");
        line(text, "config-file", "Configuration file (default " + OptionReader.CONFIG_FILE + ")");
        for (var directive : Directive.values()) line(text, directive.flag(), directive.help());
        line(text, "version", "Print the version and end");
        line(text, "help", "Print this text and end");
        return text.toString();
    }

    private static void line(StringBuilder text, String flag, String help) {
        text.append(String.format(Locale.ROOT, "  --%-20s %s%n", flag, help));
    }
}
