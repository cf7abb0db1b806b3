package dev.caisson.front.docker.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.InvalidInput;
import dev.caisson.front.docker.ApiVersion;
import dev.caisson.front.docker.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What is different for clients of older versions, a line a difference: what they send or would
/// get, and what becomes of it in the last version that needs it and in the first that does not.
class ShapesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    create ~47 ~ {'HostConfig':{'Mounts':[{'ImageOptions':{'Subpath':'a'}}]}} ~ {'HostConfig':{'Mounts':[{}]}}
                    create ~44 ~ {'HostConfig':{'Mounts':[{'VolumeOptions':{'Subpath':'a'}}]}} ~ {'HostConfig':{'Mounts':[{'VolumeOptions':{}}]}}
                    create ~43 ~ {'Healthcheck':{'StartInterval':9}} ~ {'Healthcheck':{}}
                    create ~43 ~ {'HostConfig':{'Mounts':[{'BindOptions':{'CreateMountpoint':true}}]}} ~ {'HostConfig':{'Mounts':[{'BindOptions':{}}]}}
                    create ~43 ~ {'HostConfig':{'Mounts':[{'BindOptions':{'ReadOnlyForceRecursive':true}}]}} ~ {'HostConfig':{'Mounts':[{'BindOptions':{}}]}}
                    create ~43 ~ {'HostConfig':{'Mounts':[{'Type':'bind','ReadOnly':true}]}} ~ {'HostConfig':{'Mounts':[{'Type':'bind','ReadOnly':true,'BindOptions':{'ReadOnlyNonRecursive':true}}]}}
                    create ~42 ~ {'HostConfig':{'Annotations':{'a':'b'}}} ~ {'HostConfig':{}}
                    create ~41 ~ {'HostConfig':{'ConsoleSize':[9,9]}} ~ {'HostConfig':{}}
                    create ~40 ~ {'HostConfig':{}} ~ {'HostConfig':{'CgroupnsMode':'host'}}
                    create ~40 ~ {'HostConfig':{'CgroupnsMode':'private'}} ~ {'HostConfig':{'CgroupnsMode':'private'}}
                    create ~39 ~ {'HostConfig':{}} ~ {'HostConfig':{'CgroupnsMode':'host','IpcMode':'shareable'}}
                    update ~39 ~ {'PidsLimit':9} ~ {}
                    exec ~41 ~ {'ConsoleSize':[9,9]} ~ {}
                    execStart ~41 ~ {'ConsoleSize':[9,9]} ~ {}
                    """)
    void requests_are_read_as_their_version_means_them(
            String kind, int minor, String sent, String read) {
        assertThat(request(kind, minor, sent)).isEqualTo(json(read));
        if (!sent.contains("CgroupnsMode")) {
            assertThat(request(kind, 51, sent)).as("in the newest").isEqualTo(json(sent));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            textBlock =
                    """
                    containers ~45 ~ {'HostConfig':{'NetworkMode':'n','Annotations':{'a':'b'}}} ~ {'HostConfig':{'NetworkMode':'n'}}
                    imageSummary ~50 ~ {'Containers':2} ~ {'Containers':-1}
                    imageSummary ~47 ~ {'Containers':-1,'Manifests':[]} ~ {'Containers':-1}
                    imageSummary ~43 ~ {'Containers':-1,'Size':7} ~ {'Containers':-1,'Size':7,'VirtualSize':7}
                    image ~49 ~ {'Config':{'User':'u'}} ~ {'Config':{'User':'u','Hostname':'','Domainname':'','Image':'','AttachStdin':false,'AttachStdout':false,'AttachStderr':false,'Tty':false,'OpenStdin':false,'StdinOnce':false}}
                    info ~49 ~ {} ~ {'BridgeNfIptables':false,'BridgeNfIp6tables':false}
                    info ~48 ~ {'RuncCommit':{'ID':'x'}} ~ {'RuncCommit':{'ID':'x','Expected':'x'},'BridgeNfIptables':false,'BridgeNfIp6tables':false}
                    info ~41 ~ {} ~ {'BridgeNfIptables':false,'BridgeNfIp6tables':false,'KernelMemory':false,'KernelMemoryTCP':false}
                    usage ~43 ~ {'Images':[{'Size':3}]} ~ {'Images':[{'Size':3,'VirtualSize':3}]}
                    usage ~41 ~ {} ~ {'BuilderSize':0}
                    """)
    void answers_are_written_as_their_version_had_them(
            String kind, int minor, String written, String answered) {
        assertThat(answer(kind, minor, written)).hasToString(json(answered).toString());
        assertThat(answer(kind, 51, written)).as("in the newest").isEqualTo(json(written));
    }

    @Test
    void several_endpoints_came_with_1_44() {
        var sent = "{'NetworkingConfig':{'EndpointsConfig':{'net2':{},'net1':{}}}}";

        assertThatThrownBy(() -> request("create", 43, sent))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(
                        "Container cannot be created with multiple network endpoints: net1, net2");
        assertThat(request("create", 44, sent)).isEqualTo(json(sent));
    }

    private static JsonNode request(String kind, int minor, String document) {
        return Shapes.request(kind, version(minor), json(document));
    }

    private static JsonNode answer(String kind, int minor, String document) {
        return Shapes.answer(kind, version(minor), json(document));
    }

    private static ApiVersion version(int minor) {
        return new ApiVersion(1, minor);
    }

    private static JsonNode json(String text) {
        return Json.mapper().readTree(text.replace('\'', '"'));
    }
}
