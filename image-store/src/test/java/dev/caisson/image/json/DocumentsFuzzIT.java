package dev.caisson.image.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.caisson.fault.InvalidInput;
import dev.caisson.image.MediaType;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes are a document of an image that is written as it was read, or are refused.
@Tag("fuzz")
class DocumentsFuzzIT {
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    static Stream<byte[]> seeds() {
        return Stream.of(
                        """
                        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
                         "config":{"mediaType":"application/vnd.oci.image.config.v1+json",
                          "digest":"DIGEST","size":2},
                         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",
                          "digest":"DIGEST","size":1}],"annotations":{"a":"b"}}
                        """,
                        """
                        {"schemaVersion":2,"manifests":[{"digest":"DIGEST","size":3,
                         "mediaType":"application/vnd.oci.image.manifest.v1+json",
                         "platform":{"os":"linux","architecture":"arm","variant":"v7",
                          "os.version":"1","os.features":["x"]},"annotations":{"c":"d"}}]}
                        """,
                        """
                        {"created":"2024-05-06T07:08:09.1Z","architecture":"amd64","os":"linux",
                         "author":"a","comment":"c","docker_version":"1","config":{"User":"1:2",
                          "Env":["A=b"],"Cmd":"sh","Entrypoint":["x"],"Labels":{"l":"m"},
                          "ExposedPorts":{"80/tcp":{}},"Volumes":{"/v":{}},"WorkingDir":"/w",
                          "StopSignal":"9","OnBuild":["RUN x"],"Shell":["sh"],"ArgsEscaped":true,
                          "Healthcheck":{"Test":["CMD","y"],"Interval":1,"Timeout":-2,
                           "StartPeriod":3,"StartInterval":4,"Retries":5}},
                         "rootfs":{"type":"layers","diff_ids":["DIGEST"]},
                         "history":[{"created":"2024-05-06T07:08:09+02:00","created_by":"x",
                          "empty_layer":true,"comment":"y","author":"z"}]}
                        """,
                        """
                        [{"Config":"c.json","RepoTags":["a:b"],"Layers":["l/layer.tar"]},
                         {"Config":"d","RepoTags":null,"Layers":[]}]
                        """)
                .map(text -> text.replace("DIGEST", DIGEST).getBytes(UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "10s")
    void any_bytes_are_written_as_they_were_read_or_refused(byte[] bytes) {
        check(
                bytes,
                one -> ManifestJson.manifest(one, MediaType.OCI_MANIFEST, "it"),
                ManifestJson::write);
        check(
                bytes,
                one -> ManifestJson.index(one, MediaType.OCI_INDEX, "it"),
                ManifestJson::write);
        check(bytes, one -> ConfigJson.read(one, "it"), ConfigJson::write);
        check(bytes, ArchiveJson::readManifest, ArchiveJson::writeManifest);
    }

    private static <T> void check(
            byte[] bytes, Function<byte[], T> read, Function<T, byte[]> write) {
        T document;
        try {
            document = read.apply(bytes);
        } catch (InvalidInput refused) {
            return;
        }
        assertThat(read.apply(write.apply(document))).isEqualTo(document);
    }
}
