package dev.caisson.front.registry;

import dev.caisson.fault.Fault;
import dev.caisson.fault.FaultCode;
import dev.caisson.front.docker.Json;
import dev.caisson.front.http.Answer;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Errors in the words of the specification. Source: distribution-spec, "Error Codes".
final class RegistryFault {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryFault.class);

    private RegistryFault() {}

    private record Body(List<Line> errors) {}

    private record Line(String code, String message) {}

    static Answer.Whole of(Fault fault) {
        return switch (fault.code()) {
            case HOSTED_NAME_INVALID -> answer(400, "NAME_INVALID", fault.text());
            case HOSTED_TAG_INVALID, IMAGE_DOCUMENT_INVALID, IMAGE_LIMIT_EXCEEDED ->
                    answer(400, "MANIFEST_INVALID", fault.text());
            case HOSTED_REPOSITORY_UNKNOWN -> answer(404, "NAME_UNKNOWN", fault.text());
            case HOSTED_MANIFEST_UNKNOWN -> answer(404, "MANIFEST_UNKNOWN", fault.text());
            case HOSTED_BLOB_UNKNOWN, BLOB_MISSING -> answer(404, "BLOB_UNKNOWN", fault.text());
            case HOSTED_BLOB_MISSING -> answer(400, "MANIFEST_BLOB_UNKNOWN", fault.text());
            case HOSTED_UPLOAD_UNKNOWN -> answer(404, "BLOB_UPLOAD_UNKNOWN", fault.text());
            case HOSTED_RANGE_INVALID -> answer(416, "BLOB_UPLOAD_INVALID", fault.text());
            case HOSTED_BLOB_TOO_LARGE -> answer(413, "SIZE_INVALID", fault.text());
            case DIGEST_INVALID, BLOB_DIGEST_MISMATCH ->
                    answer(400, "DIGEST_INVALID", fault.text());
            case BLOB_SIZE_MISMATCH -> answer(400, "SIZE_INVALID", fault.text());
            default -> byKind(fault);
        };
    }

    private static Answer.Whole byKind(Fault fault) {
        return switch (fault.code().kind()) {
            case INVALID_INPUT -> answer(400, "UNSUPPORTED", fault.text());
            case DENIED -> answer(403, "DENIED", fault.text());
            case NOT_FOUND -> answer(404, "NAME_UNKNOWN", fault.text());
            case CONFLICT -> answer(409, "DENIED", fault.text());
            case NOT_MODIFIED -> answer(304, "UNSUPPORTED", "");
            case UNAVAILABLE -> answer(503, "UNAVAILABLE", fault.text());
            case UNSUPPORTED -> unsupported(fault.text());
            case INTERNAL -> {
                LOG.error("registry request failed, answering 500, code={}", fault.code(), fault);
                yield answer(500, "UNKNOWN", fault.text());
            }
        };
    }

    static Answer.Whole unsupported(String message) {
        return answer(405, "UNSUPPORTED", message);
    }

    static Answer.Whole answer(int status, String code, String message) {
        return new Answer.Whole(
                status,
                Map.of("Content-Type", "application/json"),
                Json.bytes(new Body(List.of(new Line(code, message)))));
    }

    static Answer.Whole broken(Exception failure) {
        LOG.error("registry request failed, answering 500", failure);
        return answer(500, "UNKNOWN", FaultCode.UNEXPECTED.name());
    }
}
