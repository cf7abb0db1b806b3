package dev.caisson.cli.build;

/// For the thread that sends and the one that reads the answer.
final class SharedProgress implements Progress {
    private final Progress progress;

    SharedProgress(Progress progress) {
        this.progress = progress;
    }

    @Override
    public synchronized void news(Object part) {
        progress.news(part);
    }

    @Override
    public synchronized void close() {
        progress.close();
    }
}
