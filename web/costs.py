"""What a text costs before it leaves: characters, segments, what forces Unicode, the price; for one or for many."""

from __future__ import annotations

from collections import Counter

from modemsms.errors import CodecError
from web import drafts, price, recipients
from web.context import services
from web.drafts import Count, Typed

# Where a name makes each text another one, so many are cut; the sum is then the most that it can be.
MOST_COUNTED = 40


def of(typed: Typed) -> Count | None:
    """What *typed* costs so far; None while there is no text, or one that sending will refuse."""
    if not typed.text:
        return None
    texts = _texts(typed)
    # The longest, and those with letters that force Unicode, cost most.
    dearest = sorted(texts, key=lambda text: (text.isascii(), -len(text)))[:MOST_COUNTED]
    try:
        cuts = {text: services().outbox.count(text) for text in dearest}
    except CodecError:
        # Far too long, or half a character: sending it gives the sentence.
        return None
    longest = max(cuts, key=lambda text: (len(cuts[text].parts), len(text)))
    is_exact = len(cuts) == len(texts)
    most = len(cuts[longest].parts)
    total = sum((len(cuts[text].parts) if is_exact else most) * people for text, people in texts.items())
    return drafts.count_of(
        cuts[longest],
        longest,
        services().shop.max_characters,
        price.of(total, typed.modem),
        people=texts.total(),
        total=total,
        is_exact=is_exact,
    )


def _texts(typed: Typed) -> Counter[str]:
    """The text; where it goes to people who were chosen, what they get, and how many of them each."""
    people = () if typed.conversation_id is not None else recipients.chosen(typed).recipients
    if not people:
        return Counter([typed.text])
    return Counter(services().replies.filled_each(typed.text, [(one.address, one.name) for one in people]))
