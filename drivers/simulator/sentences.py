"""What the customers of a small shop text, in the languages of a street."""

from __future__ import annotations

ANSWERS: dict[str, tuple[str, ...]] = {
    "en": (
        "Thanks! I'll pick it up around five.",
        "Perfect, see you tomorrow morning.",
        "Sorry, can't make it today. Is Friday OK too?",
        "How late are you open?",
        "Great, thank you 😊",
        "Could you put one more aside for me, please?",
        "OK 👍",
        "Yes please, the blue one.",
        "What does it cost?",
        "My daughter will come by and pay, if that's all right.",
    ),
    "de": (
        "Danke, ich komme gegen fünf vorbei.",
        "Super, bis morgen früh!",
        "Heute schaffe ich es leider nicht. Geht auch Freitag?",
        "Wie lange haben Sie heute geöffnet?",
        "Prima, vielen Dank 😊",
        "Könnten Sie mir bitte noch eins zurücklegen?",
        "Ja gerne, das grüne für 20 €.",
        "Schönen Gruß an Ihre Frau!",
    ),
    "fr": (
        "Merci, je passe vers 17 heures.",
        "Parfait, à demain matin !",
        "Désolée, je ne peux pas aujourd'hui. Vendredi, c'est possible ?",
        "Jusqu'à quelle heure êtes-vous ouvert ?",
        "Ça marche, merci beaucoup 🙏",
        "Vous pouvez m'en garder un deuxième, s'il vous plaît ?",
    ),
    "es": (
        "Gracias, paso sobre las cinco.",
        "Perfecto, ¡hasta mañana!",
        "Lo siento, hoy no puedo. ¿Le viene bien el viernes?",
        "¿Hasta qué hora está abierto?",
        "Genial, muchas gracias 😊",
    ),
    "tr": (
        "Teşekkürler, saat beş gibi uğrarım.",
        "Harika, yarın görüşürüz!",
        "Maalesef bugün gelemiyorum. Cuma olur mu?",
        "Bugün kaça kadar açıksınız?",
    ),
    "pl": (
        "Dziękuję, wpadnę koło piątej.",
        "Świetnie, do jutra!",
        "Niestety dziś nie dam rady. Może być piątek?",
        "Do której jest dziś otwarte?",
    ),
    "ar": (
        "شكراً، سأمرّ في الساعة الخامسة.",
        "ممتاز، أراكم غداً 🌷",
    ),
}

LONG: dict[str, str] = {
    "en": (
        "Thanks for letting me know! Two questions before I come by: is the other size still there, and "
        "could you wrap it as a present? It's for my mother's seventieth birthday on Saturday. I can be "
        "there tomorrow between ten and noon, or on Thursday after work at about half past five. Thank "
        "you so much!"
    ),
    "de": (
        "Danke für die Nachricht! Zwei Fragen noch, bevor ich vorbeikomme: Gibt es die andere Größe auch "
        "noch, und könnten Sie es als Geschenk einpacken? Es ist für den siebzigsten Geburtstag meiner "
        "Mutter am Samstag. Ich kann morgen zwischen zehn und zwölf oder am Donnerstag nach der Arbeit "
        "gegen halb sechs. Herzlichen Dank!"
    ),
    "fr": (
        "Merci de m'avoir prévenue ! Deux questions avant de passer : l'autre taille est-elle encore "
        "disponible, et pourriez-vous faire un paquet cadeau ? C'est pour les soixante-dix ans de ma mère "
        "samedi. Je peux venir demain entre dix heures et midi, ou jeudi après le travail. Merci beaucoup !"
    ),
    "pl": (
        "Dziękuję za wiadomość! Mam jeszcze dwa pytania: czy jest też inny rozmiar i czy można to zapakować "
        "na prezent? To na siedemdziesiąte urodziny mojej mamy w sobotę. Mogę przyjść jutro między dziesiątą "
        "a dwunastą albo w czwartek po pracy."
    ),
}

EMOJI = "👍🏽❤️ 👨‍👩‍👧‍👦 🎉"
STOP = "STOP"
