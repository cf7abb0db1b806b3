package dev.caisson.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecordingSyscallsTest {
    private final RecordingSyscalls syscalls = new RecordingSyscalls();

    @Test
    void calls_are_written_as_in_the_man_pages() {
        syscalls.mount("overlay", "/m", "overlay", MountFlag.MS_NODEV, "lowerdir=/a");
        int fd = syscalls.openat(AtFlag.AT_FDCWD, "/a", OpenFlag.O_PATH | OpenFlag.O_NOFOLLOW, 0);
        syscalls.mkdirat(fd, "b", 0755);
        syscalls.umount2("/m", MountFlag.MNT_DETACH);

        assertThat(syscalls.calls())
                .containsExactly(
                        "mount overlay overlay on /m MS_NODEV lowerdir=/a",
                        "openat /a O_PATH|O_NOFOLLOW -> 100",
                        "mkdirat fd 100 b 0755",
                        "umount2 /m MNT_DETACH");
    }

    @Test
    void a_named_call_fails_and_others_with_a_longer_name_do_not() {
        syscalls.failing("mount", Errno.EPERM);

        syscalls.mountSetattr(5, "", AtFlag.AT_EMPTY_PATH, MountAttributes.set(1));
        assertThatThrownBy(() -> syscalls.mount(null, "/m", "proc", 0, null))
                .isInstanceOf(SyscallException.class)
                .hasMessage("mount proc - on /m: EPERM (Operation not permitted)");
        assertThat(syscalls.calls().getLast()).isEqualTo("mount proc - on /m -> EPERM");
    }

    @Test
    void a_call_fails_by_its_place() {
        syscalls.failingAt(2, Errno.ENOSPC);

        syscalls.mkdirat(5, "a", 0700);
        assertThatThrownBy(() -> syscalls.mkdirat(5, "b", 0700))
                .isInstanceOfSatisfying(
                        SyscallException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.ENOSPC));
        syscalls.mkdirat(5, "c", 0700);
    }

    @Test
    void a_call_that_fails_once_works_afterwards() {
        syscalls.failingOnce("fsopen overlay", Errno.ENODEV);

        assertThatThrownBy(() -> syscalls.fsopen("overlay")).isInstanceOf(SyscallException.class);
        assertThat(syscalls.fsopen("overlay")).isEqualTo(100);
    }

    @Test
    void descriptors_not_closed_are_told() {
        var pipe = syscalls.pipe2(0);
        syscalls.close(pipe.writer());

        assertThat(syscalls.openFds()).containsExactly(pipe.reader());
        assertThatThrownBy(() -> syscalls.close(pipe.writer())).hasMessageContaining("EBADF");
    }

    @Test
    void answers_are_given_in_order() {
        syscalls.answering("readlinkat", "/a").answering("readlinkat", "/b");

        assertThat(syscalls.readlinkat(5, "x")).isEqualTo("/a");
        assertThat(syscalls.readlinkat(5, "x")).isEqualTo("/b");
        assertThat(syscalls.readlinkat(5, "x")).isEmpty();
    }
}
