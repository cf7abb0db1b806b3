package dev.caisson.dockerfile;

import java.util.Set;

/// Build arguments that need no ARG.
public final class PredefinedArguments {
    /// Values of proxies: in every stage, never in the history.
    public static final Set<String> PROXIES =
            Set.of(
                    "HTTP_PROXY",
                    "http_proxy",
                    "HTTPS_PROXY",
                    "https_proxy",
                    "FTP_PROXY",
                    "ftp_proxy",
                    "NO_PROXY",
                    "no_proxy",
                    "ALL_PROXY",
                    "all_proxy");

    /// Known to FROM; a stage gets them by an ARG of the name.
    public static final Set<String> GLOBAL =
            Set.of(
                    "BUILDPLATFORM",
                    "BUILDOS",
                    "BUILDARCH",
                    "BUILDVARIANT",
                    "TARGETPLATFORM",
                    "TARGETOS",
                    "TARGETARCH",
                    "TARGETVARIANT",
                    "TARGETSTAGE");

    private PredefinedArguments() {}
}
