package dev.caisson.dockerfile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The checks of a Dockerfile, by the names BuildKit gave them (its docs/rules).
public enum LintRule {
    CONSISTENT_INSTRUCTION_CASING("All commands within the Dockerfile should use the same casing"),
    COPY_IGNORED_FILE("Attempting to Copy file that is excluded by .dockerignore"),
    DUPLICATE_STAGE_NAME("Stage names should be unique"),
    EXPOSE_INVALID_FORMAT("IP address and host-port mapping should not be used in EXPOSE"),
    EXPOSE_PROTO_CASING("Protocol in EXPOSE instruction should be lowercase"),
    FROM_AS_CASING("The 'as' keyword should match the case of the 'from' keyword"),
    FROM_PLATFORM_FLAG_CONST_DISALLOWED("FROM --platform flag should not use a constant value"),
    INVALID_DEFAULT_ARG_IN_FROM(
            "Default value for global ARG results in an empty or invalid base image name"),
    INVALID_DEFINITION_DESCRIPTION(
            "Comment for build stage or argument should follow the format:"
                    + " `# <arg/stage name> <description>`"),
    JSON_ARGS_RECOMMENDED(
            "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related"
                    + " to OS signals"),
    LEGACY_KEY_VALUE_FORMAT("Legacy key/value format with whitespace separator should not be used"),
    MAINTAINER_DEPRECATED(
            "The MAINTAINER instruction is deprecated, use a label instead to define an image"
                    + " author"),
    MULTIPLE_INSTRUCTIONS_DISALLOWED(
            "Multiple instructions of the same type should not be used in the same stage"),
    NO_EMPTY_CONTINUATION("Empty continuation lines will become errors in a future release"),
    REDUNDANT_TARGET_PLATFORM(
            "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the"
                    + " default behavior"),
    RESERVED_STAGE_NAME("Reserved words should not be used as stage names"),
    SECRETS_USED_IN_ARG_OR_ENV("Sensitive data should not be used in the ARG or ENV commands"),
    STAGE_NAME_CASING("Stage names should be lowercase"),
    UNDEFINED_ARG_IN_FROM("FROM command must use declared ARGs"),
    UNDEFINED_VAR("Variables should be defined before their use"),
    WORKDIR_RELATIVE_PATH(
            "Relative workdir without an absolute workdir declared within the build can have"
                    + " unexpected results if the base image changes");

    private final String description;

    LintRule(String description) {
        this.description = description;
    }

    /// One sentence that holds for every finding of it.
    public String description() {
        return description;
    }

    /// `MaintainerDeprecated`; initials stay large (`JSONArgsRecommended`).
    public String title() {
        if (this == JSON_ARGS_RECOMMENDED) return "JSONArgsRecommended";
        var title = new StringBuilder();
        for (var word : name().split("_")) {
            title.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return title.toString();
    }

    /// By its title, without regard to case.
    public static Optional<LintRule> named(String title) {
        return Arrays.stream(values())
                .filter(rule -> rule.title().equalsIgnoreCase(title))
                .findAny();
    }
}
