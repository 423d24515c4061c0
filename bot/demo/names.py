"""Names as in today's classrooms, in combinations nobody bears, and telephone numbers nobody has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_FIRST_NAMES = """
    Adam Aisha Aleksander Alice Alina Alva Amina Amir Anton Arvid Astrid Axel Ayaan Bilal Björn Charlie
    Daniela Dina Ebba Edvin Elif Elias Elin Elsa Emil Erik Esra Fatima Filippa Folke Freja Gabriel Hala
    Hamza Hanna Hedda Hodan Hugo Ida Idris Iman Inez Iris Isak Ivar Jamila Jonathan Julian Juni Kajsa Karam
    Kerem Klara Lamin Layla Leia Leo Liam Liv Livia Love Lovisa Lukas Lykke Maja Malte Maria Marjan Märta
    Mateusz Maximilian Melissa Mila Milan Milo Mira Mohamed Moa Nadia Natalia Nike Nikola Nils Noah Noor
    Nora Olle Oskar Östen Ömer Rania Rayan Ronja Saga Samira Samuel Sana Sara Sebastian Selma Sigge Signe
    Sixten Sofia Soran Stella Svea Tage Theo Thuy Tiam Tilde Tindra Tove Tuva Valter Vera Vidar Viggo
    Vilda Wilmer Wilma Yara Yasmin Yusuf Zain Zeynab Zoë Åke Åsa
"""

_LAST_NAMES = """
    Alberga-Ek Almskog Asplöv Barkholt Blåklintsson Björkmyr Boateng-Lilja Bokskär Brunnsjö Daryabari
    Demirçay Edevåg Ekeskär Enmyra Faragård Fjällrot Forsnäs Gabrelund Granvret Gärdsö Haddadi-Rask
    Hagaslätt Halloneng Hasselrot Havtornsson Humlefors Häggmyra Ilvesmaa Islamovåg Jolkkonvaara
    Kalderlund Kaprifolsson Karimlöv Klövervall Korpimaa Kowalinska-Ås Kvarnrot Käringö Lavmark
    Lilliehed-Omar Lingonfors Linnarvik Lupinvall Länsarö Mirzanlund Mossvret Mårdfall Måsklint Nguyensund
    Näktergård Odonvall Okonjolund Ormbunksson Osmanvik Oxelrot Petrovalund Pilörn Ripmyr Rosenmåne
    Rönnkvarn Sabahpour Saidvall Sippmark Skogslid Slånbärsson Smultrongård Solvändesson Svanmåla Sälgrot
    Sörängen Tesfaklint Timotejsson Tranmåla Tuvgren Törnvret Tångö Vassmåne Videkvist Vikhällen
    Vinbärsson Vintergäck Warsamelund Yildizsjö Zamanvik Åkerbärsson Åmossa Ängsklint Ödlund-Cruz Öringslid
    Örtagård
"""

_GROWN_UPS = """
    Ahmed Aino Anders Anna Annika Asha Camilla Carina Cecilia Dragan Emelie Eva Fredrik Ghazal Hassan
    Helena Henrik Ibrahim Ingrid Jasmina Jenny Johan Johanna Jörgen Kadir Karin Katarzyna Khadija Kristina
    Lars Lena Linda Magnus Malin Mariam Marcus Mehmet Mikael Minna Nasrin Nicklas Olga Omar Patrik
    Per Petra Rebecka Robert Rosa Selam Sofie Stefan Suzan Therese Thomas Tuan Ulrika Viktor Ylva Zahra
"""

FIRST_NAMES = tuple(_FIRST_NAMES.split())
LAST_NAMES = tuple(_LAST_NAMES.split())
GROWN_UPS = tuple(_GROWN_UPS.split())

_SERIES = (
    ("070-174 06", 5, 100, "{head} {number:02d}"),
    ("08-465 004", 0, 100, "{head} {number:02d}"),
    ("031-390 06", 0, 100, "{head} {number:02d}"),
    ("040-628 04", 0, 100, "{head} {number:02d}"),
    ("0980-31 92", 0, 100, "{head} {number:02d}"),
)
"""The numbers that PTS keeps free for books and films."""


def phones() -> Iterator[str]:
    """Every fictitious number once, and then from the beginning."""
    while True:
        for head, first, end, shape in _SERIES:
            for number in range(first, end):
                yield shape.format(head=head, number=number)


def ascii_only(text: str) -> str:
    """As in an e-mail address: "Åsa Öringslid" becomes "asa.oringslid"."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return ".".join(plain.split())
