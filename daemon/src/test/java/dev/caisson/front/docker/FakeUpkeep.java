package dev.caisson.front.docker;

import dev.caisson.engine.Upkeep;
import dev.caisson.image.ImageStore.LayerUse;
import dev.caisson.image.StoreFinding;
import java.util.List;

/// A data root with one account and nothing wrong.
final class FakeUpkeep implements Upkeep {
    @Override
    public List<Account> accounts() {
        return List.of(new Account(Use.EVENTS, 4096, 0));
    }

    @Override
    public List<LayerUse> layers() {
        return List.of();
    }

    @Override
    public List<StoreFinding> check(boolean repair) {
        return List.of();
    }
}
