package dev.caisson.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caisson.system.DockerCli;
import java.time.Duration;
import org.awaitility.Awaitility;

/// A PostgreSQL in a container, on a volume, whose rows tell whether one is lost: each transaction
/// counts one further and writes a row with that number.
final class Database implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String START =
            "PATH=$(echo /usr/lib/postgresql/*/bin):$PATH; [ -e $PGDATA/PG_VERSION ] ||"
                    + " initdb -k -A trust >/dev/null;"
                    + " exec postgres -k /tmp -c listen_addresses=";

    private static final String TABLES =
            "create extension amcheck; create table counter (value bigint);"
                    + " insert into counter values (0);"
                    + " create table ledger (number bigint primary key, text text)";

    private static final String TRANSACTION =
            """
            begin;
            update counter set value = value + 1 returning value \\gset
            insert into ledger values (:value, repeat('x', 500));
            commit;
            """;

    private static final String CONSISTENT =
            "select (select value from counter) = count(*) and count(*) = coalesce(max(number), 0)"
                    + " from ledger";

    private final DockerCli docker;
    private final String name;
    private final String volume;

    /// Starts it; the volume is made when it is missing, and removed at the end.
    Database(DockerCli docker, String name, String volume) {
        this.docker = docker;
        this.name = name;
        this.volume = volume;
        docker.ok(
                "run",
                "-d",
                "--name",
                name,
                "--network",
                "none",
                "--user",
                "postgres",
                "-e",
                "PGDATA=/var/lib/postgresql/rows",
                "-v",
                volume + ":/var/lib/postgresql",
                "shop",
                "sh",
                "-c",
                START);
    }

    /// Makes the tables, and lets two clients write without an end.
    void begin() {
        await("select 1", "1");
        var _ = told(TABLES);
        docker.ok(
                "exec",
                "-d",
                name,
                "sh",
                "-c",
                "exec $(echo /usr/lib/postgresql/*/bin/pgbench) -n -h /tmp -c 2 -T 600 -f"
                        + " /dev/stdin postgres <<'END'\n"
                        + TRANSACTION
                        + "END");
    }

    /// @return what has been committed by then
    long awaitMoreThan(long number) {
        var counted = "select value > " + number + " from counter";
        await(counted, "t");
        return Long.parseLong(told("select value from counter"));
    }

    /// Waits until it has recovered and checks all it has.
    ///
    /// @return what has been committed
    long awaitConsistent() {
        await("select 1", "1");
        assertThat(told(CONSISTENT)).isEqualTo("t");
        docker.ok(
                "exec",
                name,
                "sh",
                "-c",
                "$(echo /usr/lib/postgresql/*/bin/pg_amcheck) -h /tmp --heapallindexed -d"
                        + " postgres");
        return Long.parseLong(told("select value from counter"));
    }

    private void await(String query, String answer) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(query)).isEqualTo(answer));
    }

    private String told(String statement) {
        return docker.ok("exec", name, "psql", "-h", "/tmp", "-tAqc", statement);
    }

    @Override
    public void close() {
        docker.ok("rm", "-f", name);
        docker.ok("volume", "rm", volume);
    }
}
