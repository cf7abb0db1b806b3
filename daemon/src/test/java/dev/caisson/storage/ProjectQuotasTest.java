package dev.caisson.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.fault.FaultCode;
import dev.caisson.fault.Unavailable;
import dev.caisson.sys.CapabilitySets;
import dev.caisson.sys.Errno;
import dev.caisson.sys.ProjectMark;
import dev.caisson.sys.ProjectUsage;
import dev.caisson.sys.Quota;
import dev.caisson.sys.RecordingSyscalls;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectQuotasTest {
    private static final int FIRST = ProjectQuotas.FIRST;
    private static final Path UPPER = Path.of("/c/1/upper");
    private static final Path WORK = Path.of("/c/1/work");

    private final RecordingSyscalls syscalls = new RecordingSyscalls();
    private final ProjectQuotas quotas = new ProjectQuotas(syscalls);

    @Test
    void directories_are_marked_before_their_project_is_limited() {
        quotas.limit(List.of(UPPER, WORK), 5000);

        assertThat(done())
                .containsExactly(
                        "fssetxattr fd 101 " + FIRST + " PROJINHERIT",
                        "fssetxattr fd 102 " + FIRST + " PROJINHERIT",
                        "setProjectLimit fd 100 " + FIRST + " 5000");
        assertThat(syscalls.openFds()).isEmpty();
    }

    @Test
    void a_project_that_has_files_or_a_limit_is_somebody_elses() {
        syscalls.answering("projectUsage", new ProjectUsage(0, 0, 1))
                .answering("projectUsage", new ProjectUsage(1024, 0, 0));

        quotas.limit(List.of(UPPER), 1);

        assertThat(done()).last().isEqualTo("setProjectLimit fd 100 " + (FIRST + 2) + " 1");
    }

    @Test
    void a_project_xfs_has_never_seen_is_free() {
        syscalls.failingOnce("projectUsage", Errno.ENOENT);

        quotas.limit(List.of(UPPER), 1);

        assertThat(done()).last().isEqualTo("setProjectLimit fd 100 " + FIRST + " 1");
    }

    @Test
    void a_quota_that_is_hit_meanwhile_is_told_as_one() {
        syscalls.failing("fssetxattr", Errno.EDQUOT);

        assertThatThrownBy(() -> quotas.limit(List.of(UPPER), 1))
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        fault -> assertThat(fault.code()).isEqualTo(FaultCode.DISK_QUOTA));
        assertThat(syscalls.openFds()).isEmpty();
    }

    @Test
    void a_directory_that_is_deleted_gives_its_project_back() {
        syscalls.answering("fsgetxattr", ours(FIRST + 7)).answering("fsgetxattr", mark(0, 0));

        quotas.release(List.of(UPPER));

        assertThat(done()).containsExactly("setProjectLimit fd 100 " + (FIRST + 7) + " 0");
        assertThat(syscalls.openFds()).isEmpty();
    }

    @Test
    void a_project_of_the_directory_above_is_not_given_back() {
        syscalls.answering("fsgetxattr", ours(FIRST + 7)).answering("fsgetxattr", ours(FIRST + 7));

        quotas.release(List.of(UPPER));

        assertThat(done()).isEmpty();
    }

    @Test
    void a_project_of_an_administrator_is_not_given_back() {
        syscalls.answering("fsgetxattr", ours(42));

        quotas.release(List.of(UPPER));

        assertThat(done()).isEmpty();
    }

    @Test
    void what_is_not_there_or_has_no_projects_needs_nothing_back() {
        syscalls.failingOnce("openat /gone", Errno.ENOENT).failing("fsgetxattr", Errno.ENOTTY);

        quotas.release(List.of(Path.of("/gone"), UPPER));

        assertThat(done()).isEmpty();
    }

    @Test
    void limits_that_are_only_counted_are_an_obstacle() {
        assertThat(quotas.obstacle(UPPER)).isEmpty();

        syscalls.answering("quotaFlags", Quota.FS_QUOTA_PDQ_ACCT);

        assertThat(quotas.obstacle(UPPER)).get().asString().startsWith("/c/1/upper is on a file");
        syscalls.failing("quotaFlags", Errno.ENOSYS);
        assertThat(quotas.obstacle(UPPER)).isPresent();
    }

    @Test
    void who_obeys_has_no_capability_above_quotas() {
        syscalls.answering("capget", new CapabilitySets(-1L, -1L, 0));

        quotas.run("copy", () -> {});

        assertThat(syscalls.calls("capset")).hasSize(1);
        assertThat(syscalls.calls("capset").getFirst()).contains("fffffffffeffffff");
    }

    private List<String> done() {
        return syscalls.calls().stream()
                .filter(call -> call.startsWith("fsset") || call.startsWith("setProject"))
                .toList();
    }

    private static ProjectMark ours(int project) {
        return mark(Quota.FS_XFLAG_PROJINHERIT, project);
    }

    private static ProjectMark mark(int flags, int project) {
        return new ProjectMark(flags, 0, project, 0);
    }
}
