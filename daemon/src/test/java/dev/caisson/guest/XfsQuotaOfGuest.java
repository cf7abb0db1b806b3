package dev.caisson.guest;

import java.util.List;

/// [QuotaContract] on xfs; run in a guest only.
class XfsQuotaOfGuest extends QuotaContract {
    @Override
    List<String> mount() {
        return List.of("-t", "xfs", "-o", "pquota", "/dev/vdc");
    }
}
