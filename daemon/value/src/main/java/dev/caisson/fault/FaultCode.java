package dev.caisson.fault;

import static dev.caisson.fault.Kind.CONFLICT;
import static dev.caisson.fault.Kind.DENIED;
import static dev.caisson.fault.Kind.INTERNAL;
import static dev.caisson.fault.Kind.INVALID_INPUT;
import static dev.caisson.fault.Kind.NOT_FOUND;
import static dev.caisson.fault.Kind.NOT_MODIFIED;
import static dev.caisson.fault.Kind.UNAVAILABLE;
import static dev.caisson.fault.Kind.UNSUPPORTED;

/// Every error a user can meet. `{0}`, `{1}`, … stand for the arguments. Where Docker's clients
/// match on a text, the text is Docker's. Codes are kept on disk: they are never renamed, only
/// added.
public enum FaultCode {
    // ---- containers: names, lookup, state
    CONTAINER_ID_INVALID(
            INVALID_INPUT, "invalid container id {0}: 64 hexadecimal digits are needed"),
    CONTAINER_NAME_INVALID(
            INVALID_INPUT,
            "Invalid container name ({0}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"),
    CONTAINER_NOT_FOUND(NOT_FOUND, "No such container: {0}"),
    CONTAINER_REFERENCE_EMPTY(INVALID_INPUT, "invalid name or ID supplied: \"\""),
    CONTAINER_PREFIX_AMBIGUOUS(INVALID_INPUT, "multiple IDs found with provided prefix: {0}"),
    CONTAINER_NAME_IN_USE(
            CONFLICT,
            "Conflict. The container name \"/{0}\" is already in use by container \"{1}\". You have"
                    + " to remove (or rename) that container to be able to reuse that name."),
    CONTAINER_ALREADY_RUNNING(NOT_MODIFIED, "container {0} is already running"),
    CONTAINER_ALREADY_STOPPED(NOT_MODIFIED, "container {0} is already stopped"),
    CONTAINER_NOT_RUNNING(CONFLICT, "container {0} is not running"),
    CONTAINER_PAUSED(CONFLICT, "container {0} is paused, unpause the container before {1}"),
    CONTAINER_START_PAUSED(CONFLICT, "cannot start a paused container, try unpause instead"),
    CONTAINER_ALREADY_PAUSED(CONFLICT, "Container {0} is already paused"),
    CONTAINER_NOT_PAUSED(CONFLICT, "Container {0} is not paused"),
    CONTAINER_RESTARTING(
            CONFLICT, "Container {0} is restarting, wait until the container is running"),
    CONTAINER_MARKED_FOR_REMOVAL(CONFLICT, "container is marked for removal and cannot be started"),
    CONTAINER_DEAD(CONFLICT, "container {0} is dead: only its removal is possible"),
    CONTAINER_REMOVE_RUNNING(
            CONFLICT,
            "cannot remove container \"/{0}\": container is running: stop the container before"
                    + " removing or force remove"),
    CONTAINER_REMOVE_PAUSED(
            CONFLICT,
            "cannot remove container \"/{0}\": container is paused and must be unpaused first"),
    CONTAINER_REMOVING(CONFLICT, "removal of container {0} is already in progress"),
    CONTAINER_KILL_NOT_RUNNING(
            CONFLICT, "cannot kill container: {0}: container {1} is not running"),
    CONTAINER_KILL_FAILED(INTERNAL, "cannot kill container: {0}: {1}"),
    CONTAINER_COMMAND_FAILED(INVALID_INPUT, "failed to create task for container: {0}"),
    CONTAINER_START_FAILED(INTERNAL, "failed to create task for container: {0}"),
    CONTAINER_RENAME_SAME(
            INVALID_INPUT, "Renaming a container with the same name as its current name"),
    CONTAINER_PEER_NOT_RUNNING(
            CONFLICT,
            "cannot join network namespace of a non running container: container {0}" + " is {1}"),
    CONTAINER_PEER_OWN(INTERNAL, "cannot join own network namespace"),
    CONTAINER_PEER_GONE(INTERNAL, "joining network namespace of container: No such container: {0}"),
    CONTAINER_PEER_ENDED(INTERNAL, "failed to join {0} namespace: container {1} is not running"),
    CONTAINER_PEER_MISSING(INVALID_INPUT, "{0} mode: No such container: {1}"),
    CONTAINER_PEER_SELF(INVALID_INPUT, "cannot join the {0} namespace of the container itself"),
    CONTAINER_PEER_PRIVATE(
            INVALID_INPUT,
            "non-shareable IPC (hint: use IpcMode:shareable for the donor container)"),
    CONTAINER_STORE_BROKEN(INTERNAL, "cannot read container {0}: {1}"),
    CONTAINER_NOT_WRITTEN(INTERNAL, "cannot write container {0}: {1}"),
    CONTAINER_STORE_VERSION(
            UNSUPPORTED, "container {0} was written by a newer engine (format {1}, known: {2})"),
    CONTAINER_NAME_EMPTY(INVALID_INPUT, "Neither old nor new names may be empty"),
    DEPENDENCY_FAILED(CONFLICT, "cannot start container {0}: its dependency {1} is not {2}"),
    LOG_STREAM_MISSING(INVALID_INPUT, "Bad parameters: you must choose at least one stream"),
    PS_ARGUMENTS_INVALID(
            INVALID_INPUT,
            "unknown arguments of ps: {0}: -e, -f, -l, -F, aux and -o with columns are known"),
    PS_COLUMN_UNKNOWN(INVALID_INPUT, "error: unknown user-defined format specifier \"{0}\""),
    PS_PID_MISSING(INVALID_INPUT, "Couldn't find PID field in ps output"),
    FILTER_INVALID(INVALID_INPUT, "invalid filter '{0}'"),
    FILTER_VALUE_INVALID(INVALID_INPUT, "invalid filter '{0}={1}'"),
    LABEL_INVALID(INVALID_INPUT, "label {0} has the value \"{1}\": it takes {2}"),
    SIGNAL_INVALID(INVALID_INPUT, "invalid signal: {0}"),

    // ---- containers: exec sessions
    EXEC_NOT_FOUND(NOT_FOUND, "No such exec instance: {0}"),
    EXEC_COMMAND_MISSING(INVALID_INPUT, "No exec command specified"),
    EXEC_ALREADY_RUN(CONFLICT, "exec command {0} has already run"),
    EXEC_ALREADY_RUNNING(CONFLICT, "exec command {0} is already running"),
    EXEC_NOT_RUNNING(CONFLICT, "exec process {0} is not running"),
    EXEC_COMMAND_FAILED(INVALID_INPUT, "failed to start exec process: {0}"),
    EXEC_START_FAILED(INTERNAL, "failed to start exec process: {0}"),

    // ---- containers: what was asked
    COMMAND_MISSING(INVALID_INPUT, "no command specified"),
    USER_NOT_FOUND(INVALID_INPUT, "unable to find user {0}: no matching entries in passwd file"),
    GROUP_NOT_FOUND(INVALID_INPUT, "unable to find group {0}: no matching entries in group file"),
    USER_ID_INVALID(INVALID_INPUT, "invalid user {0}: uids and gids must be in range 0-4294967294"),
    USER_FILE_TOO_LARGE(INVALID_INPUT, "{0} of the image has more than {1} bytes"),
    CAPABILITY_INVALID(INVALID_INPUT, "invalid capability: \"{0}\""),
    SECURITY_OPTION_INVALID(INVALID_INPUT, "invalid --security-opt {1}: \"{0}\""),
    ULIMIT_INVALID(INVALID_INPUT, "invalid ulimit {0}: {1}"),
    SYSCTL_REFUSED(INVALID_INPUT, "sysctl \"{0}\" {1}"),
    MODE_INVALID(INVALID_INPUT, "invalid {0} mode: {1}"),
    OPTIONS_CONFLICT(INVALID_INPUT, "conflicting options: {0}"),
    LIMIT_INVALID(INVALID_INPUT, "{0}"),
    MOUNT_INVALID(INVALID_INPUT, "invalid mount config for type \"{0}\": {1}"),
    VOLUME_SPECIFICATION_INVALID(INVALID_INPUT, "invalid volume specification: '{0}'{1}"),
    VOLUME_NAME_INVALID(
            INVALID_INPUT,
            "create {0}: \"{0}\" includes invalid characters for a local volume name, only"
                    + " \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host"
                    + " directory, use absolute path"),
    VOLUME_NAME_SHORT(
            INVALID_INPUT,
            "create {0}: volume name is too short, names should be at least two alphanumeric"
                    + " characters"),
    MOUNT_IN_DATA_ROOT(
            INVALID_INPUT,
            "invalid mount config: must use either propagation mode \"rslave\" or \"rshared\""
                    + " when mount source is within the daemon root, daemon root: \"{0}\", bind"
                    + " mount source: \"{1}\", propagation: \"{2}\""),
    MOUNT_MODE_INVALID(INVALID_INPUT, "invalid mode: {0}"),
    MOUNT_OPTIONS_CONFLICT(INVALID_INPUT, "mount options conflict: {0}"),
    MOUNT_POINT_DUPLICATE(INVALID_INPUT, "Duplicate mount point: {0}"),
    TMPFS_OPTION_INVALID(INVALID_INPUT, "invalid tmpfs option [\"{0}\"]"),
    DEVICE_INVALID(
            INVALID_INPUT,
            "error gathering device information while adding custom device \"{0}\": {1}"),
    DEVICE_DRIVER_UNKNOWN(
            INTERNAL, "could not select device driver \"{0}\" with capabilities: {1}"),
    CDI_REQUEST_INVALID(INTERNAL, "unexpected {0} in CDI device request"),
    CDI_DEVICE_UNKNOWN(INTERNAL, "CDI device injection failed: unresolvable CDI devices {0}"),
    DEVICE_RULE_INVALID(INVALID_INPUT, "invalid device cgroup rule format: '{0}'"),
    WORKING_DIRECTORY_INVALID(
            INVALID_INPUT,
            "the working directory '{0}' is invalid, it needs to be an absolute path"),
    ENVIRONMENT_INVALID(INVALID_INPUT, "invalid environment variable: {0}"),
    ANNOTATION_INVALID(
            INVALID_INPUT,
            "invalid Annotations: the empty string is not permitted as an annotation key"),
    HEALTH_TOO_SHORT(INVALID_INPUT, "{0} in Healthcheck cannot be less than 1ms"),
    HEALTH_RETRIES_NEGATIVE(INVALID_INPUT, "Retries in Healthcheck cannot be negative"),
    TEXT_WITH_NUL(INVALID_INPUT, "a text of the request has a NUL character"),
    PLUGIN_NOT_FOUND(NOT_FOUND, "plugin \"{0}\" not found"),
    LINK_INVALID(INVALID_INPUT, "could not get container for {0}: No such container: {0}"),
    LINK_NOT_FOUND(NOT_FOUND, "No such link: {0}"),
    LINK_PARENT_NOT_FOUND(NOT_FOUND, "Cannot get parent {0} name {1}"),
    VOLUMES_FROM_INVALID(INVALID_INPUT, "No such container: {0}"),
    PLATFORM_MISSING(
            NOT_FOUND,
            "image with reference {0} was found but its platform ({1}) does not match the specified"
                    + " platform ({2})"),
    ENDPOINTS_MANY(
            INVALID_INPUT, "Container cannot be created with multiple network endpoints: {0}"),
    HOSTNAME_INVALID(INVALID_INPUT, "invalid hostname format: {0}"),
    RESTART_OF_AUTO_REMOVE(
            CONFLICT,
            "Restart policy cannot be updated because AutoRemove is enabled for the container"),
    RESTART_POLICY_INVALID(INVALID_INPUT, "invalid restart policy: {0}"),
    RUNTIME_UNKNOWN(INVALID_INPUT, "unknown or invalid runtime name: {0}"),
    TREE_NOT_DELETED(INTERNAL, "cannot delete {0}: {1}"),
    VOLUME_FAILED(INTERNAL, "cannot make volume {0}: {1}"),
    NETWORK_NOT_FOUND(NOT_FOUND, "network {0} not found"),
    EXTRA_HOST_INVALID(INVALID_INPUT, "bad format for add-host: \"{0}\""),

    // ---- images
    IMAGE_NOT_FOUND(NOT_FOUND, "No such image: {0}"),
    IMAGE_REFERENCE_INVALID(INVALID_INPUT, "invalid reference format: {0}"),
    IMAGE_REFERENCE_MALFORMED(INVALID_INPUT, "invalid reference format"),
    IMAGE_TAG_MISSING(INVALID_INPUT, "refusing to create a tag with a digest reference"),
    IMAGE_TAG_AMBIGUOUS(
            INVALID_INPUT, "refusing to create an ambiguous tag using digest algorithm as name"),
    IMAGE_REFERENCE_MISSING(NOT_FOUND, "reference does not exist"),
    IMAGE_NAME_USED(
            CONFLICT,
            "conflict: unable to remove repository reference \"{0}\" (must force) - container {1}"
                    + " is using its referenced image {2}"),
    IMAGE_DELETE_MUST_FORCE(CONFLICT, "conflict: unable to delete {0} (must be forced) - {1}"),
    IMAGE_DELETE_CANNOT_FORCE(CONFLICT, "conflict: unable to delete {0} (cannot be forced) - {1}"),
    DIGEST_INVALID(
            INVALID_INPUT,
            "invalid digest {0}: sha256: and 64 or sha512: and 128 hexadecimal digits are needed"),
    IMAGE_DOCUMENT_INVALID(INVALID_INPUT, "invalid image {0}: {1}"),
    IMAGE_ARCHIVE_INVALID(INVALID_INPUT, "invalid image archive: {0}"),
    IMPORT_SOURCE_INVALID(INVALID_INPUT, "cannot import from \"{0}\": {1}"),
    IMPORT_SOURCE_FAILED(UNAVAILABLE, "cannot import from \"{0}\": {1}"),
    IMAGE_PLATFORM_MISSING(NOT_FOUND, "no image for {0} in the archive, only for {1}"),
    IMAGE_LIMIT_EXCEEDED(INVALID_INPUT, "{0} has more than {1}: {2}"),
    BLOB_DIGEST_MISMATCH(INVALID_INPUT, "blob {0} is damaged: its content has digest {1}"),
    BLOB_SIZE_MISMATCH(INVALID_INPUT, "blob {0} is damaged: it has {1} bytes instead of {2}"),
    BLOB_MISSING(NOT_FOUND, "blob {0} is missing in {1}"),
    LAYER_DIFF_ID_MISMATCH(
            INVALID_INPUT, "layer {0} is damaged: its uncompressed content has digest {1}"),
    LAYER_DAMAGED(INVALID_INPUT, "layer {0} is damaged: {1}"),
    LAYER_ENTRY_REFUSED(INVALID_INPUT, "layer entry \"{0}\" is refused: {1}"),
    DISK_FULL(UNAVAILABLE, "no space left on device while writing {0}"),
    DISK_QUOTA(
            UNAVAILABLE,
            "disk quota exceeded while writing {0}: the size its container or volume may have is"
                    + " reached"),
    CHANGE_INVALID(INVALID_INPUT, "change \"{0}\": {1}"),
    IMAGE_STORE_BROKEN(INTERNAL, "image store {0}: {1}"),

    // ---- Dockerfiles
    DOCKERFILE_INVALID(INVALID_INPUT, "dockerfile parse error on line {0}: {1}\n{2}"),
    DOCKERFILE_TOO_LONG(INVALID_INPUT, "{0} has more than {1} characters"),
    DOCKERFILE_EXPANSION(INVALID_INPUT, "failed to process \"{0}\": {1}"),
    RUN_MOUNT_INVALID(INVALID_INPUT, "invalid mount \"{0}\": {1}"),
    PATH_PATTERN_INVALID(INVALID_INPUT, "invalid pattern \"{0}\": {1}"),

    // ---- registries
    REGISTRY_SETTING_INVALID(INVALID_INPUT, "{0}"),
    REGISTRY_UNREACHABLE(UNAVAILABLE, "{0}: {1}"),
    REGISTRY_FAILED(UNAVAILABLE, "{0}: {1}"),
    REGISTRY_RATE_LIMITED(
            UNAVAILABLE,
            "toomanyrequests: registry {0} limits requests: {1}; try again {2}, or log in for a"
                    + " higher limit"),
    REGISTRY_UNAUTHORIZED(DENIED, "{0}: {1}"),
    REGISTRY_CREDENTIALS_MISSING(DENIED, "{0}: no basic auth credentials"),
    REGISTRY_USER_REFUSED(DENIED, "{0}"),
    REGISTRY_DENIED(DENIED, "{0}"),
    SEARCH_TERM_INVALID(INVALID_INPUT, "invalid repository name: {0}"),
    SEARCH_LIMIT_INVALID(INVALID_INPUT, "limit {0} is outside the range of [1, 100]"),
    SEARCH_FAILED(UNAVAILABLE, "registry {0} does not search: Unexpected status code {1}"),
    REGISTRY_REFUSED(INVALID_INPUT, "{0}: {1}"),
    REGISTRY_MISBEHAVES(INVALID_INPUT, "registry {0} misbehaves: {1}"),
    PULL_DENIED(
            NOT_FOUND,
            "pull access denied for {0}, repository does not exist or may require 'docker login':"
                    + " {1}"),
    MANIFEST_UNKNOWN(NOT_FOUND, "manifest for {0} not found: {1}"),
    REPOSITORY_UNKNOWN(NOT_FOUND, "repository {0} not found: {1}"),
    IMAGE_INSPECT_CONFLICT(
            INVALID_INPUT,
            "conflicting options: manifests and platform options cannot both be set"),
    PLATFORM_PARAMETER_INVALID(INVALID_INPUT, "invalid platform: {0}"),
    PLATFORM_PARAMETER_REPEATED(INVALID_INPUT, "multiple platform parameters not supported"),
    PLATFORM_SYSTEM_UNSUPPORTED(INVALID_INPUT, "operating system is not supported: {0}"),
    PLATFORM_SYSTEM_INVALID(INVALID_INPUT, "\"{0}\" is an invalid OS component of \"{1}\""),
    PLATFORM_UNKNOWN(INVALID_INPUT, "\"{0}\": unknown operating system or architecture: {1}"),
    PLATFORM_NOT_IN_INDEX(
            NOT_FOUND, "no matching manifest for {0} in the manifest list entries: it has {1}"),
    PLATFORM_DIFFERS(
            NOT_FOUND,
            "image with reference {0} was found but does not match the specified platform: wanted"
                    + " {1}, actual: {2}"),
    PUSH_IMAGE_MISSING(NOT_FOUND, "An image does not exist locally with the tag: {0}"),
    PUSH_BY_DIGEST(INVALID_INPUT, "cannot push a digest reference"),

    // ---- images served as a registry
    HOSTED_NAME_INVALID(INVALID_INPUT, "invalid repository name: {0}"),
    HOSTED_TAG_INVALID(INVALID_INPUT, "invalid tag: {0}"),
    HOSTED_REPOSITORY_UNKNOWN(NOT_FOUND, "repository name not known to registry: {0}"),
    HOSTED_MANIFEST_UNKNOWN(NOT_FOUND, "manifest unknown: {0}"),
    HOSTED_BLOB_UNKNOWN(NOT_FOUND, "blob unknown to registry: {0}"),
    HOSTED_BLOB_MISSING(NOT_FOUND, "blob unknown to registry: {0}: push it before the manifest"),
    HOSTED_BLOB_USED(DENIED, "blob {0} is part of a manifest: delete that first"),
    HOSTED_BLOB_TOO_LARGE(INVALID_INPUT, "a blob may have {0} bytes"),
    HOSTED_UPLOAD_UNKNOWN(NOT_FOUND, "blob upload unknown to registry: {0}"),
    HOSTED_UPLOADS_MANY(UNAVAILABLE, "there are {0} uploads already: try again later"),
    HOSTED_RANGE_INVALID(INVALID_INPUT, "the upload has {0} bytes and goes on there"),
    HOSTED_NOT_PUSHED(
            DENIED, "{0} is an image of this host and was not pushed here: remove it there"),
    HOSTED_FULL(UNAVAILABLE, "no more than {0} pushed manifests fit: delete some"),
    HOSTED_LISTEN_INVALID(INVALID_INPUT, "cannot listen on \"{0}\": {1}"),
    HOSTED_LISTENING(CONFLICT, "the registry is already served on {0}"),
    HOSTED_LISTENER_UNKNOWN(NOT_FOUND, "the registry is not served on {0}"),

    // ---- front
    SOCKET_IN_USE(CONFLICT, "a daemon already answers on {0}"),
    SOCKET_PATH_TAKEN(CONFLICT, "{0} is in the way: it is not a socket"),
    PORT_UNUSABLE(INVALID_INPUT, "cannot listen on {0}: {1}"),
    SOCKET_UNUSABLE(INTERNAL, "cannot listen on {0}: {1}"),
    PAGE_NOT_FOUND(NOT_FOUND, "page not found"),
    VERSION_TOO_NEW(
            INVALID_INPUT, "client version {0} is too new. Maximum supported API version is {1}"),
    VERSION_TOO_OLD(
            INVALID_INPUT,
            "client version {0} is too old. Minimum supported API version is {1}, please upgrade"
                    + " your client to a newer version"),
    QUERY_INVALID(INVALID_INPUT, "{0}"),
    NUMBER_INVALID(INVALID_INPUT, "{0}: parsing \"{1}\": {2}"),
    RESIZE_INVALID(INVALID_INPUT, "invalid resize {0} \"{1}\": {2}"),
    FILTERS_UNREADABLE(INVALID_INPUT, "invalid filter"),
    FILTER_VALUES_INVALID(INVALID_INPUT, "invalid filter '{0}=[{1}]'"),
    CONTENT_TYPE_MALFORMED(INVALID_INPUT, "malformed Content-Type header ({0}): {1}"),
    CONTENT_TYPE_UNSUPPORTED(
            INVALID_INPUT, "unsupported Content-Type header ({0}): must be 'application/json'"),
    JSON_INVALID(INVALID_INPUT, "invalid JSON: {0}"),
    JSON_TRAILED(INVALID_INPUT, "unexpected content after JSON"),
    BODY_TOO_LARGE(INVALID_INPUT, "the body of the request has more than {0} bytes"),
    CONFIG_MISSING(INVALID_INPUT, "config cannot be empty in order to create a container"),
    FIELD_UNSUPPORTED(INVALID_INPUT, "{0} is not supported: {1}"),
    RESTART_POLICY_UNKNOWN(
            INVALID_INPUT,
            "invalid restart policy: unknown policy '{0}'; use one of 'no', 'always',"
                    + " 'on-failure', or 'unless-stopped'"),
    RESTART_RETRIES_MISPLACED(
            INVALID_INPUT,
            "invalid restart policy: maximum retry count can only be used with 'on-failure'"),
    CONTAINER_RENAME_EMPTY(INVALID_INPUT, "Neither old nor new names may be empty"),
    RESTART_RETRIES_NEGATIVE(
            INVALID_INPUT, "invalid restart policy: maximum retry count cannot be negative"),
    WAIT_CONDITION_INVALID(INVALID_INPUT, "invalid condition: \"{0}\""),
    STREAM_MISSING(INVALID_INPUT, "Bad parameters: you must choose at least one stream"),
    STATS_STREAM_ONE_SHOT(INVALID_INPUT, "cannot have stream=true and one-shot=true"),
    CONSOLE_SIZE_WITHOUT_TTY(INVALID_INPUT, "console size is only supported when TTY is enabled"),
    CHECKPOINT_UNSUPPORTED(INVALID_INPUT, "checkpoint is only supported in experimental mode"),
    PULL_UNAVAILABLE(
            NOT_FOUND,
            "pull access denied for {0}: registries are not available yet; bring the image with"
                    + " docker load"),
    NO_SWARM(
            UNAVAILABLE,
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\""
                    + " to connect this node to swarm and try again."),
    VOLUME_NOT_FOUND(NOT_FOUND, "get {0}: no such volume"),
    VOLUME_IN_USE(CONFLICT, "remove {0}: volume is in use - [{1}]"),
    VOLUME_OPTIONS_INVALID(INVALID_INPUT, "create {0}: {1}"),
    VOLUME_NAME_TAKEN(CONFLICT, "a volume with the name {0} exists already"),
    SECRET_NOT_FOUND(NOT_FOUND, "no such secret: {0}"),
    SECRET_NAME_TAKEN(CONFLICT, "a secret with the name {0} exists already"),
    SECRET_IN_USE(CONFLICT, "secret {0} is in use by: {1}"),
    SECRET_INVALID(INVALID_INPUT, "invalid secret: {0}"),
    SECRET_FAILED(INTERNAL, "cannot read or write a secret: {0}"),
    PARAMETER_MISSING(INVALID_INPUT, "the parameter {0} is missing"),
    TRANSFER_INTERRUPTED(UNAVAILABLE, "the transfer was interrupted"),
    VOLUME_RUNNING(CONFLICT, "cannot put back files of volume {0} while these containers run: {1}"),
    SNAPSHOT_NAME_TAKEN(CONFLICT, "volume {0} has a snapshot with the name {1} already"),
    SNAPSHOT_NOT_FOUND(NOT_FOUND, "volume {0} has no snapshot {1}"),
    VOLUME_ARTIFACT_INVALID(INVALID_INPUT, "{0} is no volume: {1}"),
    VOLUME_NOT_MOUNTED(
            INTERNAL, "error while mounting volume {0}: failed to mount local volume: {1}"),
    VOLUME_DRIVER_UNKNOWN(
            NOT_FOUND, "error looking up volume plugin {0}: plugin \"{0}\" not found"),

    // ---- networks
    NETWORK_AMBIGUOUS(INVALID_INPUT, "network {0} is ambiguous ({1} matches found on name or id)"),
    NETWORK_NAME_EMPTY(INVALID_INPUT, "invalid name: name is empty"),
    NETWORK_NAME_INVALID(
            INVALID_INPUT,
            "invalid network name: {0}: it has to be 1 to 128 characters, no control characters"
                    + " and no /"),
    NETWORK_EXISTS(CONFLICT, "network with name {0} already exists"),
    NETWORK_IN_USE(DENIED, "error while removing network: network {0} has active endpoints ({1})"),
    NETWORK_PREDEFINED(DENIED, "{0} is a pre-defined network and cannot be removed"),
    NETWORK_PREDEFINED_CREATE(DENIED, "operation is not permitted on predefined {0} network"),
    NETWORK_ONE_ONLY(DENIED, "only one instance of \"{0}\" network is allowed"),
    NETWORK_OF_SWARM(
            DENIED,
            "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\""
                    + " to connect this node to swarm and try again."),
    NETWORK_SCOPE_SWARM(DENIED, "cannot create a swarm scoped network when swarm is not active"),
    NETWORK_CONFIG_MISSING(NOT_FOUND, "configuration network \"{0}\" does not exist"),
    NETWORK_DEVICE_SHARED(
            DENIED,
            "cannot create network {0} ({1}): conflicts with network {2} ({1}): networks have same"
                    + " bridge name"),
    NETWORK_DRIVER_UNKNOWN(NOT_FOUND, "plugin \"{0}\" not found"),
    NETWORK_OPTION_INVALID(INVALID_INPUT, "{0}"),
    NETWORK_DEVICE_FOREIGN(
            CONFLICT,
            "device {0} is there and belongs to somebody else: remove it, or choose another name"
                    + " with the option com.docker.network.bridge.name (\"bridge\" in daemon.json"
                    + " for the default network)"),
    NETWORK_FAILED(INTERNAL, "cannot set up network {0}: {1}"),
    NETWORK_STORE_BROKEN(INTERNAL, "cannot keep network {0}: {1}"),
    SUBNET_INVALID(INVALID_INPUT, "invalid subnet {0}: invalid CIDR block notation"),
    ADDRESS_INVALID(INVALID_INPUT, "invalid {0} address: {1}"),
    POOL_INVALID(INVALID_INPUT, "invalid network config:\n{0}"),
    POOLS_MANY(DENIED, "bridge driver doesn't support multiple subnets"),
    FAMILIES_NONE(INVALID_INPUT, "IPv4 or IPv6 must be enabled"),
    AUXILIARY_TAKEN(
            INTERNAL, "failed to allocate secondary ip address ({0}:{1}): Address already in use"),
    POOL_OVERLAPS(
            DENIED, "invalid pool request: Pool overlaps with other one on this address space"),
    POOLS_EXHAUSTED(INVALID_INPUT, "all predefined address pools have been fully subnetted"),
    ADDRESSES_EXHAUSTED(
            UNAVAILABLE, "no available {0} addresses on this network's address pools: {1} ({2})"),
    ADDRESS_IN_USE(DENIED, "Address already in use"),
    ENDPOINT_INVALID(INVALID_INPUT, "invalid endpoint settings:\n{0}"),
    ENDPOINT_CONFIG_INVALID(
            INVALID_INPUT, "invalid config for network {0}: invalid endpoint settings:\n{1}"),
    ENDPOINT_MAC_INVALID(INVALID_INPUT, "invalid MAC address {0}"),
    ENDPOINT_CONFIG_MAC_INVALID(
            INVALID_INPUT, "invalid config for network {0}: invalid MAC address {1}"),
    START_NETWORK_REFUSED(DENIED, "failed to set up container networking: {0}"),
    START_NETWORK_MISSING(NOT_FOUND, "failed to set up container networking: {0}"),
    DEVICE_NAME_TAKEN(DENIED, "network interface with name {0} already exists in the container"),
    ENDPOINT_UNKNOWN(NOT_FOUND, "endpoint {0} not found"),
    ENDPOINT_OPTION_FAILED(INTERNAL, "cannot set {0} of network {1}: {2}"),
    ENDPOINT_EXISTS(DENIED, "endpoint with name {0} already exists in network {1}"),
    ENDPOINT_MISSING(INTERNAL, "container {0} is not connected to {1}"),
    NETWORK_SHARED(
            INVALID_INPUT,
            "container sharing network namespace with another container or host cannot be"
                    + " connected to any other network"),
    NETWORK_PRIVATE(
            INVALID_INPUT,
            "container cannot be connected to multiple networks with one of the networks in"
                    + " private (none) mode"),
    NETWORK_HOST_CONNECT(
            INVALID_INPUT,
            "cannot connect container to host network - container must be created in host network"
                    + " mode"),
    NETWORK_HOST_DISCONNECT(
            INVALID_INPUT,
            "cannot disconnect container from host network - container was created in host network"
                    + " mode"),
    PORT_NOT_PUBLISHED(INVALID_INPUT, "container {0} does not publish port {1}"),
    PORT_INVALID(INVALID_INPUT, "invalid port specification: \"{0}\""),
    PORT_ALLOCATED(
            INTERNAL,
            "failed to set up container networking: driver failed programming external"
                    + " connectivity on endpoint {0} ({1}): Bind for {2} failed: port is already"
                    + " allocated"),
    PORT_TAKEN(
            INTERNAL,
            "failed to set up container networking: driver failed programming external"
                    + " connectivity on endpoint {0} ({1}): failed to bind host port for {2}:"
                    + " address already in use"),
    PORT_UNBINDABLE(
            INTERNAL,
            "failed to set up container networking: driver failed programming external"
                    + " connectivity on endpoint {0} ({1}): failed to bind host port for {2}: {3}"),

    // ---- kernel: launch, sys
    SECCOMP_PROFILE_INVALID(INVALID_INPUT, "Decoding seccomp profile failed: {0}"),

    // ---- cgroup
    CGROUP_PATH_INVALID(
            INVALID_INPUT,
            "invalid cgroup parent {0}: names separated by slashes are needed, none of them .."),
    CGROUP_MISSING(UNAVAILABLE, "no usable control groups on this host: {0}"),
    CGROUP_CREATE_FAILED(INTERNAL, "cannot create cgroup {0}: {1}"),
    CGROUP_LIMIT_REFUSED(INVALID_INPUT, "cannot set {0} to {1}: {2}"),
    CGROUP_READ_FAILED(INTERNAL, "cannot read {0}: {1}"),
    CGROUP_FREEZE_TIMEOUT(UNAVAILABLE, "cannot freeze cgroup {0}: {1}"),
    CGROUP_BUSY(UNAVAILABLE, "cgroup {0} is still in use: {1}"),

    // ---- storage
    STORAGE_FAILED(INTERNAL, "cannot store {0}: {1}"),
    STORAGE_LIMIT_REFUSED(
            INTERNAL,
            "--storage-opt is supported only for overlay over xfs with 'pquota' mount option, or"
                    + " over ext4 with 'prjquota': {0}"),
    STORAGE_LIMIT_INVALID(INVALID_INPUT, "invalid storage option \"{0}\": {1}"),
    STORAGE_MOUNTED(CONFLICT, "cannot remove {0}: something is mounted in it"),

    ARCHIVE_PATH_MISSING(NOT_FOUND, "Could not find the file {0} in container {1}"),
    ARCHIVE_PATH_EMPTY(INVALID_INPUT, "bad parameter: path cannot be empty"),
    ARCHIVE_NO_DIRECTORY(INVALID_INPUT, "{0}: not a directory"),
    ARCHIVE_TARGET_NO_DIRECTORY(INVALID_INPUT, "extraction point is not a directory"),
    ARCHIVE_READ_ONLY(DENIED, "{0} is on a file system that is mounted read-only"),
    ARCHIVE_OVER_DIRECTORY(
            INVALID_INPUT, "cannot overwrite directory \"{0}\" with non-directory \"{1}\""),
    ARCHIVE_OVER_FILE(
            INVALID_INPUT, "cannot overwrite non-directory \"{0}\" with directory \"{1}\""),
    ARCHIVE_INVALID(INVALID_INPUT, "cannot read the archive: {0}"),

    // ---- build
    BUILD_COPY_REFUSED(INVALID_INPUT, "{0}"),
    BUILD_CONTEXT_INVALID(INVALID_INPUT, "cannot read the build context: {0}"),
    BUILD_PARAMETER_INVALID(INVALID_INPUT, "{0}"),
    BUILD_STAGE_UNKNOWN(INVALID_INPUT, "{0}"),
    BUILD_STEP_REFUSED(INVALID_INPUT, "{0}"),
    BUILD_NOT_ALLOWED(DENIED, "{0}: {1} is not allowed: build with {2}"),
    BUILD_STEP_FAILED(INVALID_INPUT, "{0}"),
    BUILD_SOURCE_FAILED(UNAVAILABLE, "cannot fetch {0}: {1}"),
    BUILD_CANCELLED(CONFLICT, "the build was cancelled"),
    BUILD_CACHE_INVALID(INVALID_INPUT, "the cache cannot be used: {0}"),
    BUILD_CACHE_MISSING(NOT_FOUND, "there is no cache: {0}"),
    BUILD_SOURCE_MISSING(NOT_FOUND, "{0} is not in {1}"),
    BUILD_CACHE_UNWRITTEN(UNAVAILABLE, "cannot write the cache to {0}: {1}"),
    BUILD_CACHE_BROKEN(INTERNAL, "cannot use the build cache {0}: {1}"),

    // ---- stdio, event
    DETACH_KEYS_INVALID(INVALID_INPUT, "Invalid detach keys ({0}) provided"),
    LOG_NOT_CLEARED(INTERNAL, "cannot clear log {0}: {1}"),
    LOG_UNREADABLE(INTERNAL, "cannot read the log {0}: {1}"),
    LOG_DAMAGED(INTERNAL, "the log {0} is damaged at byte {1}: {2}"),
    LOG_DRIVER_UNKNOWN(
            INVALID_INPUT, "error looking up logging plugin {0}: plugin \"{0}\" not found"),
    LOG_OPTION_INVALID(INVALID_INPUT, "{0}"),
    LOG_DRIVER_FAILED(INVALID_INPUT, "failed to initialize logging driver: {0}"),
    LOG_NOT_READABLE(UNSUPPORTED, "configured logging driver does not support reading"),
    STDIN_UNWRITABLE(INTERNAL, "cannot write to the standard input {0}: {1}"),
    EVENTS_UNREADABLE(INTERNAL, "cannot keep events in {0}: {1}"),

    // ---- daemon
    NOT_SUPPORTED(UNSUPPORTED, "{0} is not supported: {1}"),
    UNEXPECTED(INTERNAL, "{0}");

    private final Kind kind;
    private final String template;

    FaultCode(Kind kind, String template) {
        this.kind = kind;
        this.template = template;
    }

    public Kind kind() {
        return kind;
    }

    /// The message with its arguments in place. Arguments are inserted as they are, nothing is
    /// escaped.
    public String message(Object... arguments) {
        var out = new StringBuilder(template.length() + 32);
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            int end = c == '{' ? template.indexOf('}', i) : -1;
            if (end > i + 1 && isNumber(i + 1, end)) {
                int index = Integer.parseInt(template, i + 1, end, 10);
                out.append(index < arguments.length ? arguments[index] : "{" + index + "}");
                i = end;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private boolean isNumber(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isDigit(template.charAt(i))) return false;
        }
        return to - from < 3;
    }
}
