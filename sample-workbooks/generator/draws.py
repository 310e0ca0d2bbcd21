"""Drawing figures at random from a fixed seed until they suit."""

TRIES = 30000


def until(make, suits, who):
    """The first card made that suits; an error if none does, rather than an endless search."""
    for _ in range(TRIES):
        card = make()
        if suits(card):
            return card
    raise RuntimeError(f"no figures suit {who}")
