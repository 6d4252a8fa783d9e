"""The learning rates against the reference's, read from a run of its scheduler."""

from __future__ import annotations

import pytest
import torch

from core.training.schedule import learning_rate


def test_reference_table() -> None:
    table = {1: 2e-4, 50: 2e-4, 99: 2e-4, 100: 1.980e-4, 150: 9.90e-5, 151: 9.703e-5, 199: 1.98e-6, 200: 0.0}
    rates = {epoch: learning_rate(epoch, base=2e-4, epochs=100, decay_epochs=100) for epoch in table}
    assert rates == pytest.approx(table, rel=5e-4, abs=0)


def test_equals_a_scheduler_stepped_before_each_epoch() -> None:
    optimiser = torch.optim.SGD([torch.zeros(1)], lr=0.1)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda e: 1 - max(0, e + 1 - 7) / (5 + 1))
    for epoch in range(1, 13):
        optimiser.step()
        scheduler.step()
        ours = learning_rate(epoch, base=0.1, epochs=7, decay_epochs=5)
        assert ours == pytest.approx(optimiser.param_groups[0]['lr'])


def test_constant_without_decay() -> None:
    assert {learning_rate(epoch, base=0.01, epochs=3, decay_epochs=0) for epoch in (1, 2, 3)} == {0.01}


def test_shortest_decay_loses_its_only_epoch() -> None:
    assert [learning_rate(epoch, base=1.0, epochs=2, decay_epochs=1) for epoch in (1, 2, 3)] == [1.0, 0.5, 0.0]


@pytest.mark.parametrize('epoch', [0, 201])
def test_refuses_epochs_outside(epoch: int) -> None:
    with pytest.raises(ValueError, match=f'Epoch {epoch} is not one of the 200 epochs'):
        learning_rate(epoch, base=2e-4, epochs=100, decay_epochs=100)
