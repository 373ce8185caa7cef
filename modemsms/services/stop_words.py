"""Words by which people leave, come back and ask for help, by language, as they come with modemsms.

They are those that regulators, industry codes or several providers publish: FCC 47 CFR 64.1200(a)(10), CTIA Messaging
Principles 5.1.3, the French SMS+ charter, Anatel (Brazil), IYS (Turkey), the word lists of Twilio, AWS, Bird, Braze
and Telnyx. What only one unsure source has (FIN, UIT, CANCELAR) is left out: it is an everyday answer too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, in capitals."""

    name: str
    leave: tuple[str, ...]
    back: tuple[str, ...] = ()
    help: tuple[str, ...] = ()
    # Counts only from somebody who was asked: everywhere else it is an everyday answer.
    yes: tuple[str, ...] = ()


LANGUAGES = {
    "en": Vocabulary(
        "English",
        (
            "STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "UNSUB", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT",
            "OPT OUT", "REMOVE", "TD",
        ),
        ("START", "UNSTOP", "JOIN", "BEGIN", "RESUME", "REVERT"),
        ("HELP", "INFO"),
        ("YES",),
    ),
    "fr": Vocabulary(
        "Français", ("STOP", "ARRET", "ARRETE", "ARRETT"), ("NONARRET",), ("AIDE", "INFO", "CONTACT"), ("OUI",)
    ),
    "es": Vocabulary("Español", ("STOP", "ALTO", "BAJA", "DETENER"), (), ("AYUDA",), ("SI",)),
    "pt": Vocabulary("Português", ("SAIR", "PARAR"), (), ("AJUDA",), ("SIM",)),
    "de": Vocabulary("Deutsch", ("STOP", "STOPP", "HALT"), (), ("HILFE",), ("JA",)),
    "it": Vocabulary("Italiano", ("STOP", "FERMA", "ANNULLA"), (), ("AIUTO",), ("SI",)),
    "nl": Vocabulary("Nederlands", ("STOP",), (), ("HULP",), ("JA",)),
    "pl": Vocabulary("Polski", ("STOP", "ZATRZYMAJ"), (), ("POMOCY",), ("TAK",)),
    "ru": Vocabulary("Русский", ("ОСТАНОВИТЬ",), (), ("ПОМОЩЬ",), ("ДА",)),
    "tr": Vocabulary("Türkçe", ("RET", "İPTAL"), (), (), ("EVET",)),
    "no": Vocabulary("Norsk", ("STOP", "STOPP"), (), (), ("JA",)),
    "sv": Vocabulary("Svenska", ("STOP",), (), ("INFO",), ("JA",)),
    "da": Vocabulary("Dansk", ("STOP",), (), (), ("JA",)),
    "fi": Vocabulary("Suomi", ("STOP",), (), (), ("KYLLÄ",)),
}  # fmt: skip

# What is written in a country besides English, the commonest first.
_OF_COUNTRIES = {
    "fr": "FR MC",
    "es": "ES US MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY PR",
    "pt": "PT BR AO MZ CV",
    "de": "DE AT LI",
    "it": "IT SM VA",
    "nl": "NL SR",
    "pl": "PL",
    "ru": "RU BY KZ KG",
    "tr": "TR",
    "no": "NO",
    "sv": "SE",
    "da": "DK GL FO",
    "de fr it": "CH",
    "nl fr de": "BE",
    "fr de": "LU",
    "fi sv": "FI",
    "fr en": "CA",
}


def languages_of(country: str) -> tuple[str, ...]:
    """The languages in which people of *country* (ISO 3166) leave; English is one everywhere."""
    found = next((names for names, countries in _OF_COUNTRIES.items() if country in countries.split()), "")
    return tuple(dict.fromkeys((*found.split(), "en")))


# What is answered by itself: to who left, to who came back or joined, to who asks for help, and to a number that
# somebody wrote into the sign-up page. {shop} is the shop's name.
ANSWERS = {
    "en": {
        "left": "You get no more offers from {shop}. If you change your mind, answer START.",
        "joined": "You get the offers of {shop} from now on. To end that, answer STOP.",
        "help": "This is {shop}. We text offers to people who want them. To end that, answer STOP."
        " Just write here to ask us anything.",
        "question": "Somebody entered this number for the offers of {shop}. Do you want them? Answer YES."
        " If not, do nothing.",
    },
    "es": {
        "left": "Ya no recibirá más ofertas de {shop}. Si cambia de opinión, responda START.",
        "joined": "Desde ahora recibe las ofertas de {shop}. Para dejar de recibirlas, responda BAJA.",
        "help": "Somos {shop}. Enviamos ofertas a quien las quiere. Para dejar de recibirlas, responda BAJA."
        " Escriba aquí lo que quiera preguntarnos.",
        "question": "Alguien ha apuntado este número para las ofertas de {shop}. ¿Las quiere? Responda SI."
        " Si no, no haga nada.",
    },
}

# What people agree to on the sign-up page until the owner writes it anew.
AGREEMENTS = {
    "en": "I want to get offers and news by text from {shop}, at most a few in a month."
    " I can end this at any time by answering STOP.",
    "es": "Quiero recibir por mensaje ofertas y novedades de {shop}, como mucho unas pocas al mes."
    " Puedo dejarlo cuando quiera respondiendo STOP.",
}

# The last line of a broadcast until somebody writes it anew. No letter of it costs more than one of English (23.038,
# 6.2.1), and STOP leaves in every shop.
CLOSINGS = {
    "en": "Reply STOP to leave",
    "es": "Para darse de baja, responda STOP",
    "de": "Abmelden: STOP antworten",
    "fr": "Pour ne plus rien recevoir, répondez STOP",
    "it": "Per non ricevere altro, rispondi STOP",
    "nl": "Afmelden: antwoord STOP",
    "pt": "Para sair, responda STOP",
}
