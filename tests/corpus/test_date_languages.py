"""Dates in the seven languages beside English whose time words are read, and refusals of others."""

from __future__ import annotations

import pytest

import stylogeny as sg
from stylogeny.corpus.dates import parse_date

KNOWN = {
    "Italian": {
        "seconda metà del XVI secolo": (1550, 1599), "prima metà del XVI secolo": (1500, 1549),
        "XVI sec.": (1500, 1599), "II sec. a.C.": (-199, -100), "fine XVIII secolo": (1767, 1799),
        "fine del XVIII secolo": (1767, 1799), "inizio del XIX secolo": (1800, 1833),
        "inizi XVI secolo": (1500, 1533), "metà del XVI secolo": (1534, 1566),
        "primo quarto del XVI secolo": (1500, 1524), "terzo quarto del XV secolo": (1450, 1474),
        "ultimo quarto del XV secolo": (1475, 1499), "primo terzo del XV secolo": (1400, 1433),
        "secc. XVI-XVII": (1500, 1699), "secoli XVI e XVII": (1500, 1699), "XVI-XVII sec.": (1500, 1699),
        "I sec. d.C.": (1, 99), "prima del 1500": (1475, 1500), "dopo il 1500": (1500, 1525),
        "ante 1500": (1475, 1500), "post 1500": (1500, 1525), "tra il 1503 e il 1506": (1503, 1506),
        "anni 1920": (1920, 1929), "anni Venti del Novecento": (1920, 1929), "anni '20 del XX secolo": (1920, 1929),
        "Quattrocento": (1400, 1499), "prima metà del Settecento": (1700, 1749),
        "fine XVIII - inizio XIX secolo": (1767, 1833), "primo decennio del XVI secolo": (1500, 1509),
        "dal 1503 al 1506": (1503, 1506), "I sec. a.C. - I sec. d.C.": (-99, 99), "500 a.C.": (-499, -499),
    },
    "Spanish": {
        "segunda mitad del siglo XVIII": (1750, 1799), "siglos XVI-XVII": (1500, 1699), "siglo XVI": (1500, 1599),
        "s. XVI": (1500, 1599), "ss. XVI-XVII": (1500, 1699), "siglos XVI y XVII": (1500, 1699),
        "principios del siglo XIX": (1800, 1833), "comienzos del siglo XIX": (1800, 1833),
        "mediados del siglo XIX": (1834, 1866), "finales del siglo XVIII": (1767, 1799),
        "fines del siglo XVIII": (1767, 1799), "primera mitad del siglo XVII": (1600, 1649),
        "primer cuarto del siglo XVI": (1500, 1524), "último tercio del siglo XIX": (1867, 1899),
        "segundo cuarto del siglo XVI": (1525, 1549), "hacia 1650": (1650, 1650), "antes de 1650": (1625, 1650),
        "después de 1650": (1650, 1675), "entre 1503 y 1506": (1503, 1506), "500 a. C.": (-499, -499),
        "siglo V a.C.": (-499, -400), "siglo I d. C.": (1, 99), "500 antes de Cristo": (-499, -499),
        "años 1920": (1920, 1929), "década de 1920": (1920, 1929), "principios de los años 1920": (1920, 1925),
        "1503 o 1504": (1503, 1504),
    },
    "German": {
        "1920er Jahre": (1920, 1929), "16./17. Jh.": (1500, 1699), "16. bis 17. Jh.": (1500, 1699),
        "frühes 19. Jh.": (1800, 1833), "500 vor Christus": (-499, -499), "5. Jh. vor Christus": (-499, -400),
        "Anfang 19. Jahrhundert": (1800, 1833), "Beginn des 16. Jh.": (1500, 1533), "Mitte 18. Jh.": (1734, 1766),
        "um die Mitte des 18. Jahrhunderts": (1734, 1766), "spätes 15. Jh.": (1467, 1499),
        "2. Hälfte 17. Jh.": (1650, 1699), "erste Hälfte des 17. Jahrhunderts": (1600, 1649),
        "1. H. 17. Jh.": (1600, 1649), "letztes Viertel des 15. Jahrhunderts": (1475, 1499),
        "3. Viertel 15. Jh.": (1450, 1474), "letztes Drittel 19. Jh.": (1867, 1899),
        "1. Drittel 16. Jh.": (1500, 1533), "Ende 18. / Anfang 19. Jh.": (1767, 1833),
        "Ende des 18. bis Anfang des 19. Jahrhunderts": (1767, 1833), "16. und 17. Jahrhundert": (1500, 1699),
        "vor 1850": (1825, 1850), "nach 1850": (1850, 1875), "ab 1850": (1850, 1875), "bis 1850": (1825, 1850),
        "zwischen 1503 und 1506": (1503, 1506), "um 1503 bis 1506": (1503, 1506),
        "2. Jahrtausend v. Chr.": (-1999, -1000), "300 n. Chr.": (300, 300), "14-37 n. Chr.": (14, 37),
        "1920er und 1930er Jahre": (1920, 1939), "1920er-1930er Jahre": (1920, 1939),
        "Anfang der 1920er Jahre": (1920, 1925), "20er Jahre des 19. Jahrhunderts": (1820, 1829),
        "zwanziger Jahre des 20. Jahrhunderts": (1920, 1929), "Ende der 1960er Jahre": (1965, 1969),
        "XIX. Jh.": (1800, 1899), "19.Jh.": (1800, 1899), "18./19. Jahrhundert": (1700, 1899),
        "44 v. Chr.": (-43, -43), "v. Chr. 44": (-43, -43),
    },
    "French": {
        "années 1920": (1920, 1929), "fin XVIIIe siècle": (1767, 1799),
        "dernier quart du XVIIIe siècle": (1775, 1799), "Ve siècle avant Jésus-Christ": (-499, -400),
        "1er siècle av. J.-C.": (-99, 0), "XVIe-XVIIe siècles": (1500, 1699), "XVIe et XVIIe siècles": (1500, 1699),
        "début du XIXe siècle": (1800, 1833), "milieu du XVIIIe siècle": (1734, 1766),
        "2e moitié du XVIIe siècle": (1650, 1699), "seconde moitié du XIXe s.": (1850, 1899),
        "1er quart du XVIe siècle": (1500, 1524), "premier quart du XVIe siècle": (1500, 1524),
        "3e quart XVIIIe siècle": (1750, 1774), "dernier tiers du XIXe siècle": (1867, 1899),
        "fin du XVIIIe - début du XIXe siècle": (1767, 1833), "avant 1850": (1825, 1850), "après 1850": (1850, 1875),
        "entre 1503 et 1506": (1503, 1506), "de 1503 à 1506": (1503, 1506), "300 av. J.-C.": (-299, -299),
        "Ier siècle apr. J.-C.": (1, 99), "début des années 1920": (1920, 1925), "années 1920-1930": (1920, 1939),
        "années 1920 et 1930": (1920, 1939), "IIIe millénaire av. J.-C.": (-2999, -2000),
        "XIXème siècle": (1800, 1899), "années 20 du XXe siècle": (1920, 1929),
    },
    "Dutch": {
        "jaren 1920": (1920, 1929), "19de eeuw": (1800, 1899), "450 voor Christus": (-449, -449),
        "eerste helft 17e eeuw": (1600, 1649), "tweede helft van de 17de eeuw": (1650, 1699),
        "begin 19e eeuw": (1800, 1833), "begin van de 19e eeuw": (1800, 1833), "midden 18e eeuw": (1734, 1766),
        "eind 18e eeuw": (1767, 1799), "late 18e eeuw": (1767, 1799), "laatste kwart 16e eeuw": (1575, 1599),
        "derde kwart 16e eeuw": (1550, 1574), "eerste derde 16e eeuw": (1500, 1533), "16e-17e eeuw": (1500, 1699),
        "16de/17de eeuw": (1500, 1699), "17e en 18e eeuw": (1600, 1799), "omstreeks 1650": (1650, 1650),
        "voor 1650": (1625, 1650), "vóór 1650": (1625, 1650), "na 1650": (1650, 1675),
        "tussen 1503 en 1506": (1503, 1506), "1503 tot 1506": (1503, 1506), "500 v.Chr.": (-499, -499),
        "5e eeuw v.Chr.": (-499, -400), "5e eeuw na Christus": (400, 499), "begin jaren 1920": (1920, 1925),
        "jaren twintig van de 20e eeuw": (1920, 1929), "19e-eeuws": (1800, 1899),
    },
    "Scandinavian": {
        "1600-tallet": (1600, 1699), "1800-talet": (1800, 1899), "1700-talet": (1700, 1799),
        "1700-tallets": (1700, 1799), "første halvdel af 1800-tallet": (1800, 1849),
        "första hälften av 1800-talet": (1800, 1849), "andra hälften av 1700-talet": (1750, 1799),
        "anden halvdel af 1700-tallet": (1750, 1799), "begyndelsen af 1800-tallet": (1800, 1833),
        "början av 1800-talet": (1800, 1833), "slutet av 1800-talet": (1867, 1899),
        "slutningen af 1800-tallet": (1867, 1899), "mitten av 1600-talet": (1634, 1666),
        "19. århundrede": (1800, 1899), "500 f.Kr.": (-499, -499), "500 e.Kr.": (500, 500),
        "omkring 1800": (1800, 1800), "1920-talet": (1920, 1929), "1920'erne": (1920, 1929),
        "1920-tallet": (1920, 1929), "15-1600-talet": (1500, 1699),
    },
    "Portuguese": {
        "século XVI": (1500, 1599), "séc. XVI": (1500, 1599), "sécs. XVI-XVII": (1500, 1699),
        "séculos XVI e XVII": (1500, 1699), "início do século XIX": (1800, 1833),
        "inícios do século XIX": (1800, 1833), "meados do século XIX": (1834, 1866),
        "finais do século XVIII": (1767, 1799), "fim do século XVIII": (1767, 1799),
        "final do século XVIII": (1767, 1799), "primeira metade do século XVII": (1600, 1649),
        "segunda metade do séc. XVIII": (1750, 1799), "1ª metade do século XVII": (1600, 1649),
        "primeiro quartel do século XVI": (1500, 1524), "último quartel do século XVI": (1575, 1599),
        "cerca de 1650": (1650, 1650), "após 1650": (1650, 1675), "depois de 1650": (1650, 1675),
        "antes de 1650": (1625, 1650), "entre 1503 e 1506": (1503, 1506), "século V a.C.": (-499, -400),
        "década de 1920": (1920, 1929), "anos 1920": (1920, 1929), "500 antes de Cristo": (-499, -499),
    },
}  # fmt: skip


@pytest.mark.parametrize("language", KNOWN)
def test_a_language_that_is_read(language: str) -> None:
    assert {text: parse_date(text) for text in KNOWN[language]} == KNOWN[language]


@pytest.mark.parametrize(
    "text",
    [
        "XIX w.", "2. poł. XIX w.", "około 1880", "przed 1880", "XIX век", "500 до н. э.", "до 1880 г.", "1880-е",
        "1800-luku", "1800-luvun alku", "19. század", "18. yüzyıl", "1888年", "19世紀", "τέλη 19ου αιώνα",
        "secolul XIX", "segle XIX", "500 př. n. l.", "19. století", "MÖ 500",
    ],
)  # fmt: skip
def test_another_language_is_undated_and_not_guessed(text: str) -> None:
    with pytest.raises(sg.StylogenyError, match="in a language that is not read"):
        parse_date(text)


def test_another_script_in_brackets_beside_a_date_does_no_harm() -> None:
    assert parse_date("Meiji 21 (明治21年, 1888)") == (1888, 1888)


def test_composed_and_decomposed_accents_are_alike() -> None:
    assert parse_date("de\u0301but du XIXe sie\u0300cle") == parse_date("début du XIXe siècle") == (1800, 1833)


def test_after_an_artist_is_no_bound() -> None:
    assert parse_date("nach Rembrandt, 1650") == parse_date("after Rembrandt, 1650") == (1650, 1650)
