"""Keys are wrapped anew every month (PR-50)."""

from datetime import timedelta
from uuid import UUID

from portal import clock
from portal.cli.privacy import begin_epoch_when_due
from portal.privacy.vault import Purpose, Vault


def test_an_epoch_begins_after_thirty_days_and_not_before_pr50(vault: Vault, candidate: UUID) -> None:
    blob = vault.seal(candidate, Purpose.NAME, {"surname": "Vinkenoog"})
    began = vault.epochs.began_at()
    assert not begin_epoch_when_due(vault)
    with clock.set_to(clock.now() + timedelta(days=31)):
        assert begin_epoch_when_due(vault)
        assert not begin_epoch_when_due(vault)
    assert vault.epochs.began_at() > began
    assert vault.open(candidate, Purpose.NAME, blob) == {"surname": "Vinkenoog"}
