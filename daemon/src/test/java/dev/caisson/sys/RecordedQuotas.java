package dev.caisson.sys;

/// [QuotaCalls] as text.
interface RecordedQuotas extends QuotaCalls, Recorder {
    @Override
    default ProjectMark fsgetxattr(int fd) {
        return answer(new ProjectMark(0, 0, 0, 0), "fsgetxattr", Shown.fd(fd));
    }

    @Override
    default void fssetxattr(int fd, ProjectMark mark) {
        done(
                "fssetxattr",
                Shown.fd(fd),
                Integer.toUnsignedString(mark.project()),
                mark.isInherited() ? "PROJINHERIT" : "");
    }

    @Override
    default int quotaFlags(int fd) {
        return answer(
                Quota.FS_QUOTA_PDQ_ACCT | Quota.FS_QUOTA_PDQ_ENFD, "quotaFlags", Shown.fd(fd));
    }

    @Override
    default ProjectUsage projectUsage(int fd, int project) {
        return answer(
                new ProjectUsage(0, 0, 0),
                "projectUsage",
                Shown.fd(fd),
                Integer.toUnsignedString(project));
    }

    @Override
    default void setProjectLimit(int fd, int project, long bytes) {
        done("setProjectLimit", Shown.fd(fd), Integer.toUnsignedString(project), bytes);
    }
}
