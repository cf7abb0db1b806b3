package dev.caisson.container.plan;

import dev.caisson.container.request.MountRequest;
import dev.caisson.container.request.MountRequests;
import dev.caisson.fault.FaultCode;
import dev.caisson.fault.InvalidInput;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/// A secret as a variable of a container's first process: a mount of the type `secret` whose target
/// is `env:NAME`.
///
/// @param secret its name
/// @param variable name of the variable
public record SecretVariable(String secret, String variable) {
    private static final String MARK = "env:";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");

    /// All of a container.
    public static List<SecretVariable> of(MountRequests requests) {
        return requests.mounts().stream()
                .filter(SecretVariable::isOne)
                .map(SecretVariable::parse)
                .toList();
    }

    static boolean isOne(MountRequest request) {
        return request.type().equals(SecretMount.TYPE) && request.target().startsWith(MARK);
    }

    /// @throws InvalidInput `MOUNT_INVALID`
    static SecretVariable parse(MountRequest request) {
        var name = request.source();
        if (name.isEmpty()) throw invalid("field Source must not be empty");
        var variable = request.target().substring(MARK.length());
        if (!NAME.matcher(variable).matches()) throw invalid("not a name of a variable");
        if (request.tmpfs() != null) throw invalid("a variable has no mode and no owner");
        return new SecretVariable(name, variable);
    }

    /// As a process gets it: `NAME=value`.
    ///
    /// @throws InvalidInput `SECRET_INVALID` when no variable can hold it
    public String entry(byte[] content) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            var value = text.toString();
            if (value.indexOf(0) < 0) return variable + "=" + value;
        } catch (CharacterCodingException binary) {
            // said below
        }
        throw new InvalidInput(
                FaultCode.SECRET_INVALID, secret + " is no text, so it cannot be a variable");
    }

    private static InvalidInput invalid(String why) {
        return new InvalidInput(FaultCode.MOUNT_INVALID, SecretMount.TYPE, why);
    }
}
