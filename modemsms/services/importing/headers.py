"""What stands above columns in the lists of many countries and programs, and what it means."""

from __future__ import annotations

import re
import unicodedata

# Letters that no decomposition makes plain.
_PLAIN = str.maketrans({"ł": "l", "ı": "i", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d"})

# A column of numbers has one of these words in its title, whatever else stands there: "Phone 1 - Value".
_PHONES = frozenset(
    re.split(
        ";",
        "phone;mobile;cell;cellphone;telephone;tel;handy;handynummer;telefon;telefonnummer;rufnummer;mobil;"
        "mobilnummer;mobiltelefon;mobilfunk;portable;gsm;movil;telefono;celular;telefone;telemovel;cellulare;cep;"
        "komorka;komorkowy;mobiel;telefoonnummer;mobilni;puhelin;puhelinnumero;matkapuhelin;tlf;mob;telefonszam;"
        "telefonas;telefons;whatsapp;τηλεφωνο;κινητο;телефон;мобильныи",
    )
)
_NO_PHONES = frozenset(
    ["label", "type", "typ", "tipo", "fax", "telefax", "faks", "provider", "anbieter", "mail", "email"]
)

_TITLES = {
    "number": "number; numbers; numero; nummer; numer; numara; msisdn; sms; to; nr; contact number; whatsapp",
    "name": "name; names; full name; fullname; display name; contact; contact name; customer; customer name;"
    "anzeigename; vollstandiger name; kontakt; kunde; kundin; kundenname; nom complet; client; nom du client;"
    "nombre completo; nombre y apellidos; cliente; contacto; nome completo; nominativo; contatto; ad soyad; adi soyadi;"
    "isim; isim soyisim; musteri; musteri adi; imie i nazwisko; klient; nazwa; naam; volledige naam; klant; navn; namn;"
    "jmeno a prijmeni; nev; nume complet; nimi; ονομα; имя; фио",
    "first": "first name; firstname; given name; forename; vorname; prenom; nombre; nombres; nome; ad; adi; imie;"
    "voornaam; fornamn; fornavn; etunimi; jmeno; keresztnev; prenume; krestni jmeno",
    "last": "last name; lastname; surname; family name; familyname; nachname; familienname; zuname; nom;"
    "nom de famille; apellido; apellidos; cognome; sobrenome; apelido; soyad; soyadi; soyisim; nazwisko; achternaam;"
    "efternamn; etternavn; efternavn; sukunimi; prijmeni; vezeteknev; nume; επωνυμο; фамилия",
    "birthday": "birthday; birth date; date of birth; birthdate; dob; born; geburtstag; geburtsdatum; geb; geboren;"
    "date de naissance; naissance; anniversaire; ne le; fecha de nacimiento; nacimiento; cumpleanos; data di nascita;"
    "compleanno; data de nascimento; nascimento; aniversario; dogum tarihi; dogum gunu; data urodzenia; urodziny;"
    "geboortedatum; verjaardag; fodelsedag; fodselsdag; fodselsdato; datum narozeni; szuletesi datum; data nasterii;"
    "syntymaaika; дата рождения; день рождения",
    "notes": "notes; note; comment; comments; remark; remarks; notiz; notizen; bemerkung; bemerkungen; kommentar;"
    "anmerkung; anmerkungen; remarque; remarques; commentaire; commentaires; nota; notas; observaciones; comentario;"
    "comentarios; osservazioni; notlar; not; aciklama; uwagi; notatka; notatki; opmerking; opmerkingen; poznamka;"
    "poznamky",
    "language": "language; sprache; langue; idioma; lingua; dil; jezyk; taal; sprak; sprog; jazyk",
    "left": "opted out; opt out; optout; unsubscribed; unsubscribe; do not text; abgemeldet; widerruf; kein sms;"
    "desabonne; desinscrit; baja; disiscritto; wypisany",
}
_MEANINGS = {
    title.strip(): meaning
    for meaning, titles in _TITLES.items()
    for title in titles.split(";")
    if title.strip()
}

# Alone each of these is a whole name; beside a first name it is the other half.
HALVES = frozenset({"name", "naam", "navn", "namn", "nazwa", "nev", "nimi"})


def plain(title: str) -> str:
    """*title* in small plain letters with single spaces."""
    apart = unicodedata.normalize("NFKD", title.casefold().translate(_PLAIN))
    letters = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters))


def meaning(title: str) -> str:
    """What a column of this *title* holds: one of ``columns.KNOWN``, empty where nobody can say."""
    words = plain(title)
    known = _MEANINGS.get(words)
    if known is not None:
        return known
    apart = set(words.split())
    return "number" if apart & _PHONES and not apart & _NO_PHONES else ""
