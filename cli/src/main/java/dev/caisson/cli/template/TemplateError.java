package dev.caisson.cli.template;

/// The template is not well-formed or does not fit what it is applied to.
public final class TemplateError extends RuntimeException {
    private static final long serialVersionUID = 1;

    TemplateError(String message) {
        super("template parsing error: template: :1: " + message);
    }
}
