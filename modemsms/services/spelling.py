"""How words of people are compared: without case, accents, punctuation and pictures; and near opt-outs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

# What is longer says more than a word.
LONGEST_KEYWORD = 60

# Whoever writes a longer text means more than that one thing, and somebody of the shop reads it anyway.
LONGEST_REQUEST = 320

# With so few words a stop word among them is hardly an accident ("stop please", "ok stop it").
FEW_WORDS = 4


def plain(text: str) -> str:
    """*text* in small letters and digits with single blanks: " Arrêt! 🙏" is ``arret``."""
    # The Turkish i without a dot is the capital I of everybody else.
    spread = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    kept = (
        character if character.isalnum() else " "
        for character in spread
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )  # fmt: skip
    return " ".join("".join(kept).split())


# "Stop texting me", "no more messages", "take me off your list", in the languages of the word lists. Each is
# searched for in a plain text.
_REQUESTS = re.compile(
    r"\b(?:"
    + "|".join(
        (
            # English
            r"(?:stop|quit|cease|no more|dont|don t|do not|never)\b.{0,30}\b(?:text|messag|sms|msg|send|contact|spam)",
            r"unsubscribe|opt(?:ing)? ?out|leave me alone|not interested|(?:remove|delete) (?:me|my number)",
            r"(?:take|get)\b.{0,12}\b(?:me|my (?:number|name|phone))\b.{0,12}\b(?:off|from|out)",
            # Spanish
            r"no (?:me )?(?:envie|envien|manden|mande|escriban|escriba|molesten)|no quiero (?:mas|recibir)",
            r"dejen? de (?:enviar|mandar|escribir)|(?:dar|darme|denme|deme|dame) de baja",
            # German
            r"(?:keine|nicht mehr|hor\w* auf)\b.{0,25}\b(?:sms|nachricht|werbung|schreib|schick|texte)",
            r"abmelden|abbestellen|aus (?:der|ihrer|eurer) liste",
            # French
            r"(?:arretez|cessez|ne plus|plus de|ne m)\b.{0,30}\b(?:envoy|messag|sms|textos?|ecri|contact)",
            r"desinscri|desabonn",
            # Italian, Portuguese
            r"(?:non|smett\w+|basta)\b.{0,25}\b(?:messagg|sms|scriv|mand|invi)|cancellatemi|cancellami",
            r"(?:nao|pare|parem)\b.{0,25}\b(?:mensage|sms|envi|mand)|me (?:tire|remova)",
            # Dutch, Polish
            r"(?:geen|stop met)\b.{0,25}\b(?:sms|bericht|sturen)|uitschrijven|afmelden",
            r"(?:nie|prosze nie)\b.{0,20}\b(?:pisz|wysyla|sms)|wypisz|wypisac",
            # Turkish, Russian
            r"(?:mesaj|sms)\b.{0,25}\b(?:istemiyorum|gondermeyin|atmayin)",
            r"не (?:пишите|присылаите|шлите)|отпишите|отписаться",
        )
    )
    + ")"
)

# Everyday words in the lists: among others they say nothing.
_EVERYDAY = frozenset({"end", "cancel", "quit", "remove", "td", "alto", "halt", "ret", "baja", "ferma"})


def asks_to_stop(text: str, leaving: Collection[str]) -> bool:
    """Whether *text* reads as if somebody wants no more texts; only a person can tell.

    *leaving* are the plain words that are acted on when they stand alone.
    """
    if len(text) > LONGEST_REQUEST:
        return False
    said = plain(text)
    words = said.split()
    if not words or said in leaving:
        return False
    if len(words) == 1:
        return _is_mistyped(words[0])
    if len(words) <= FEW_WORDS and not _EVERYDAY.issuperset(set(words) & set(leaving)):
        return True
    return _REQUESTS.search(said) is not None


def _is_mistyped(word: str) -> bool:
    """Two letters of STOP changed places, or one was held down for too long (the Belgian code: TSOP counts)."""
    return word in {"tsop", "sotp", "stpo"} or (word != "stop" and re.fullmatch("s+t+o+p+", word) is not None)
