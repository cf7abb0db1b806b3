package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.DaemonProcess;
import dev.caisson.system.DebianImage;
import dev.caisson.system.DebianMirror;
import dev.caisson.system.DockerCli;
import dev.caisson.system.NameServer;
import dev.caisson.system.NetworkLab;
import dev.caisson.system.Relay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real programs of Debian's packages in containers: apt itself, and a project of PostgreSQL, a
/// program that asks it and nginx in front, in images that are built here. The only way out of the
/// test's network is a relay to the mirror this machine uses.
@Tag("foreign")
class DebianIT {
    private static final String LOOPBACK = "127.0.0.53";
    private static final Duration LONG = Duration.ofMinutes(5);

    private static final String DOCKERFILE =
            """
            FROM debian-base
            RUN apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y \\
                --no-install-recommends postgresql nginx-light && apt-get clean
            COPY answer.pl proxy.conf /srv/
            """;

    /// Answers each request with a row of the database.
    private static final String PROGRAM =
            """
            use IO::Socket::INET;
            my $server = IO::Socket::INET->new(LocalPort => 8000, Listen => 8, ReuseAddr => 1);
            while (my $client = $server->accept) {
                while (<$client>) { last if /^\\r?$/ }
                my $row = `psql -h data -U postgres -tAc "select text from words order by id"`;
                print $client "HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\n$row";
                close $client;
            }
            """;

    private static final String PROXY =
            """
            daemon off;
            events {}
            http { server { listen 80; location / { proxy_pass http://program:8000; } } }
            """;

    private static final String PROJECT =
            """
            services:
              data:
                image: shop
                user: postgres
                environment: { PGDATA: /var/lib/postgresql/rows }
                command:
                  - sh
                  - -c
                  - "PATH=$$(echo /usr/lib/postgresql/*/bin):$$PATH; [ -e $$PGDATA/PG_VERSION ] || initdb -A trust >/dev/null && echo 'host all all all trust' >> $$PGDATA/pg_hba.conf; exec postgres -h '*' -k /tmp"
                healthcheck: { test: [CMD, psql, -h, 127.0.0.1, -c, select 1], interval: 500ms, timeout: 10s, retries: 100 }
                volumes: ["rows:/var/lib/postgresql"]
                networks: [back]
              program:
                image: shop
                command: [perl, /srv/answer.pl]
                depends_on: { data: { condition: service_healthy } }
                networks: [back, front]
              web:
                image: shop
                command: [nginx, -c, /srv/proxy.conf]
                ports: ["8080:80"]
                depends_on: [program]
                networks: [front]
            networks: { front: {}, back: { internal: true } }
            volumes: { rows: {} }
            """;

    private static NetworkLab lab;
    private static DaemonProcess daemon;
    private static DockerCli docker;
    private static NameServer names;
    private static Relay relay;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        lab = new NetworkLab();
        names = lab.inHost(() -> new NameServer(LOOPBACK, NetworkLab.NEIGHBOUR)).start();
        var mirror = DebianMirror.ofHost();
        relay = lab.inNeighbour(() -> new Relay(NetworkLab.NEIGHBOUR, mirror.host(), 80)).start();
        var file =
                Files.writeString(
                        directory.resolve("resolv.conf"), "nameserver " + LOOPBACK + "\n");
        var before = new ArrayList<>(lab.onHost());
        var script = "mount --bind " + file + " /etc/resolv.conf && exec \"$@\"";
        before.addAll(List.of("unshare", "-m", "sh", "-c", script, "sh"));
        daemon = DaemonProcess.startIn(before, "caisson-db0");
        docker = DockerCli.docker(daemon);
        var archive = DebianImage.tree();
        assertThat(docker.run(LONG, "import", archive.toString(), "debian-base").code()).isZero();
    }

    @AfterAll
    static void stop() {
        try (var _ = lab;
                var _ = names;
                var _ = relay) {
            if (daemon != null) daemon.close();
        }
    }

    @Test
    void apt_reaches_the_mirror_by_its_name_and_through_translation() {
        var settings = DebianMirror.ofHost().settings().toString();

        var update =
                docker.run(
                        LONG,
                        "run",
                        "--rm",
                        "-v",
                        settings + ":/etc/apt/sources.list.d/host.sources:ro",
                        "-v",
                        "/usr/share/keyrings:/usr/share/keyrings:ro",
                        "-v",
                        "/etc/apt/apt.conf.d:/etc/apt/apt.conf.d:ro",
                        "--mount",
                        "type=tmpfs,dst=/var/lib/apt/lists",
                        "debian-base",
                        "sh",
                        "-c",
                        "rm -f /etc/apt/sources.list; apt-get update && apt-cache policy hello");

        assertThat(update.code()).as(update.out() + update.err()).isZero();
        assertThat(update.out()).contains("Reading package lists...", "Candidate: ");
        assertThat(update.err()).doesNotContain("W:", "E:");
        assertThat(names.asked()).contains("udp " + DebianMirror.ofHost().host());
        assertThat(relay.clients()).containsExactly(NetworkLab.HOST);
    }

    /// The image of the programs; what is built once is in the cache.
    private static void build(Path directory) throws IOException {
        Files.writeString(directory.resolve("Dockerfile"), DOCKERFILE);
        Files.writeString(directory.resolve("answer.pl"), PROGRAM);
        Files.writeString(directory.resolve("proxy.conf"), PROXY);
        var classic = docker.with("DOCKER_BUILDKIT", "0");
        var build = classic.run(LONG, "build", "-q", "-t", "shop", directory.toString());
        assertThat(build.code()).as(build.out() + build.err()).isZero();
    }

    @Test
    void a_database_keeps_what_it_has_said_through_kills_and_in_a_snapshot(@TempDir Path directory)
            throws IOException {
        build(directory);
        try (var database = new Database(docker, "database", "ledger")) {
            database.begin();
            long counted = database.awaitMoreThan(20);

            daemon.crash();
            daemon.restart();
            counted = database.awaitMoreThan(counted);
            post("/caisson/volumes/ledger/snapshots?name=instant");
            counted = database.awaitMoreThan(counted);
            docker.ok("kill", "database");
            daemon.crash();
            daemon.restart();
            docker.ok("start", "database");
            assertThat(database.awaitConsistent()).isGreaterThanOrEqualTo(counted);

            post("/caisson/volumes/ledger/restore?snapshot=instant&to=restored");
            try (var restored = new Database(docker, "again", "restored")) {
                assertThat(restored.awaitConsistent()).isBetween(21L, counted);
            }
        }
    }

    @Test
    void a_project_of_real_programs_serves_its_rows_and_keeps_them(@TempDir Path directory)
            throws IOException {
        build(directory);
        var file = Files.writeString(directory.resolve("compose.yaml"), PROJECT).toString();

        var up = docker.run(LONG, "compose", "-p", "real", "-f", file, "up", "-d");
        assertThat(up.code()).as(up.err()).isZero();
        insert("first");
        assertThat(served()).isEqualTo("first\n");

        // The daemon and the database end without a word; what was committed is there again.
        daemon.crash();
        daemon.restart();
        insert("second");
        docker.ok("kill", "real-data-1");
        daemon.crash();
        daemon.restart();
        docker.ok("start", "real-data-1");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(served()).isEqualTo("first\nsecond\n"));
        assertThat(docker.ok("exec", "real-web-1", "getent", "hosts", "program"))
                .contains("program");
        // Nobody the web server knows: a question for the server outside, which knows everything.
        assertThat(docker.ok("exec", "real-web-1", "getent", "hosts", "data"))
                .contains(NetworkLab.NEIGHBOUR);

        var down = docker.run(LONG, "compose", "-p", "real", "-f", file, "down", "-v", "-t", "5");
        assertThat(down.code()).as(down.err()).isZero();
        assertThat(docker.ok("ps", "-aq") + docker.ok("volume", "ls", "-q")).isEmpty();
    }

    private static void post(String path) {
        var answer = daemon.api().client().post(path, null);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    private static void insert(String text) {
        var statement =
                "create table if not exists words (id serial, text text);"
                        + "insert into words (text) values ('"
                        + text
                        + "')";
        docker.ok("exec", "real-data-1", "psql", "-h", "127.0.0.1", "-qc", statement);
    }

    private static String served() {
        return lab.fetched(false, "http://" + NetworkLab.HOST + ":8080/");
    }
}
