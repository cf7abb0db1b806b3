/// The fault catalogue: every error a user can meet, as a code with arguments.
///
/// A room throws one of the few exceptions of [Fault] with a code of [FaultCode]; only `front`
/// turns the kind into an HTTP status. Faults that are kept on disk are kept as code and arguments,
/// never as prose.
@NullMarked
package dev.caisson.fault;

import org.jspecify.annotations.NullMarked;
