package dev.caisson.foreign;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.caisson.system.TestedEngine;

/// docker-java as its users set it up.
final class JavaClient {
    private JavaClient() {}

    static DockerClient of(TestedEngine engine) {
        var config =
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost("unix://" + engine.socket())
                        .withDockerTlsVerify(false)
                        .build();
        var transport =
                new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build();
        return DockerClientImpl.getInstance(config, transport);
    }
}
