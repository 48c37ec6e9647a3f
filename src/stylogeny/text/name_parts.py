"""What names are put together from: given names and the parts of family names of eleven tongues, and which tongue a name is of.

Parts are those of ordinary names. Nobody is meant by any whole that is made of them.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

SOUNDS = frozenset("aeiouyáéíóúöüőűäåøæ")
LEAST, MOST = 4, 11  # letters of a family name


@dataclass(frozen=True)
class NameParts:
    """One tongue.

    Parameters
    ----------
    women, men : tuple of str
        Given names.
    heads, ends : tuple of str
        Family names are a head and an end; an end with a stroke has a form for men and one for women (``ov/ova``).
    marks : tuple of str
        Further ends by which a family name is known to be of this tongue.
    """

    women: tuple[str, ...]
    men: tuple[str, ...]
    heads: tuple[str, ...]
    ends: tuple[str, ...]
    marks: tuple[str, ...] = ()

    @cached_property
    def family(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Family names by head, each as a man and as a woman bears it."""
        return tuple(tuple(n for e in self.ends if (n := _joined(head, e))) for head in self.heads)

    @cached_property
    def given(self) -> frozenset[str]:
        """Given names as they are compared."""
        return frozenset(plain(n) for n in (*self.women, *self.men))

    @cached_property
    def endings(self) -> tuple[str, ...]:
        """Ends of three letters and more as they are compared, and the marks."""
        own = {plain(e) for both in self.ends for e in both.split("/")}
        return (*(e for e in sorted(own) if len(e) > 2), *self.marks)


def _joined(head: str, end: str) -> tuple[str, str] | None:
    """A family name for a man and a woman; none where the parts do not go together."""
    man, _, woman = end.partition("/")
    first = man[0]
    if plain(head)[-2:] == plain(man)[:2] or plain(head) == plain(man) or head[-1] == first:
        return None
    if head[-1] in SOUNDS and first in SOUNDS:
        return None
    both = head + man, head + (woman or man)
    return both if LEAST <= len(man) + len(head) <= MOST and _speakable(both[0]) else None


def _speakable(name: str) -> bool:
    """Whether no more than four consonants meet (three of them where a name begins or ends), and no three vowels."""
    runs = [(vowel, len(list(run))) for vowel, run in _runs(name.casefold())]
    ends = max([n for vowel, n in (runs[0], runs[-1]) if not vowel] or [0])
    return ends <= 3 and all(n <= (3 if vowel else 4) for vowel, n in runs) and any(vowel for vowel, _ in runs)


def _runs(name: str) -> list[tuple[bool, str]]:
    out: list[tuple[bool, str]] = []
    for letter in name:
        vowel = letter in SOUNDS or plain(letter) in "aeiouy"
        if out and out[-1][0] == vowel:
            out[-1] = (vowel, out[-1][1] + letter)
        else:
            out.append((vowel, letter))
    return out


def plain(name: str) -> str:
    """A name as it is compared and typed: small letters, no accents."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return bare.casefold().replace("ø", "o").replace("æ", "ae").replace("ł", "l").replace("’", "'")


def tongue_of(name: str) -> str:
    """The tongue that a whole name seems to be of, by its given name and the end of its last; empty for none."""
    words = plain(name).replace(".", " ").split()
    if not words:
        return ""
    scores = {
        key: 2.0 * any(part in t.given for part in words[0].split("-"))
        + max([0.0, *(0.4 * len(e) for e in t.endings if words[-1].endswith(e) and len(words[-1]) > len(e))])
        for key, t in TONGUES.items()
    }
    best = max(scores, key=lambda key: scores[key])
    return best if scores[best] >= 1 else ""


def _tongue(women: str, men: str, heads: str, ends: str, marks: str = "") -> NameParts:
    return NameParts(*(tuple(text.split()) for text in (women, men, heads, ends, marks)))


TONGUES: dict[str, NameParts] = {
    "English": _tongue(
        "Ada Agnes Alice Audrey Beatrice Cecily Clara Constance Dorothy Edith Eleanor Enid Esther Florence Frances Grace Harriet Hester "
        "Iris Ivy Jane Joan Judith Lydia Mabel Margaret Marian Maud Mildred Miriam Nora Olive Phoebe Rosamund Ruth Sylvia Vera Winifred",
        "Albert Alfred Arthur Basil Cecil Clement Cyril David Edgar Edmund Edwin Ernest Frank Frederick Gilbert Harold Henry Herbert "
        "Howard Hugh James John Laurence Leonard Lionel Nathaniel Oliver Philip Ralph Reginald Robert Rupert Samuel Sidney Stanley Thomas "
        "Walter Wilfred William",
        "Ash Bark Birk Brad Bram Brent Cald Carl Chad Clave Cole Crom Dal Den Ell Farn Fen Glen Hal Harl Hart Hazel Hol Kel Kirk Lang Ling "
        "Mar Mel Mid Nor Oak Ork Pem Pen Ray Red Rush Shel Stan Thorn Tre Wal War Wet Whit Wil Win",
        "bourne bridge by combe croft den don field ford ham hurst leigh ley more shaw stead ton well wick wood worth",
        "son er ner man ing",
    ),
    "French": _tongue(
        "Adèle Agathe Aline Alphonsine Amélie Aurore Berthe Blanche Camille Cécile Céline Claire Colette Denise Édith Élise Estelle "
        "Eugénie Fanny Geneviève Germaine Hélène Henriette Inès Irène Jeanne Julie Léonie Louise Lucie Madeleine Marguerite Marthe "
        "Mathilde Noémie Odette Pauline Rosalie Simone Solange Suzanne Thérèse Yvonne",
        "Achille Alain Alexandre Alphonse André Antoine Armand Auguste Bastien Bernard Charles Claude Édouard Émile Étienne Eugène Félix "
        "Fernand François Gaston Georges Gustave Henri Hippolyte Jacques Jean Jules Laurent Léon Louis Lucien Marcel Maurice Maxime Octave "
        "Paul Philippe Pierre Raoul René Robert Théodore Victor Yves",
        "Aub Barb Beaur Bell Berth Bon Bouv Briss Cham Chant Clair Corb Cour Dalb Daub Delm Dum Fargu Font Fourn Gall Gir Grand Jol Lacr Lam "
        "Laur Mail Marc Merc Mont Mor Nod Perr Pons Rav Rond Ross Sauv Tail Till Vall Vern Vig Vill",
        "ac aix amont and ard audin aux eau el emont esnel et ier illac in ois on onnet ot oux",
        "eux ain aud ault lle eur ieu",
    ),
    "Italian": _tongue(
        "Adele Agata Alba Amalia Bianca Bice Carla Caterina Chiara Cosima Delia Donata Elena Elisabetta Emilia Fiora Flavia Fosca Franca "
        "Gemma Ginevra Giulia Ida Irene Lavinia Lidia Livia Lucia Marta Nerina Norma Olimpia Ottavia Paola Rosalba Silvia Teresa Vera Viola",
        "Achille Aldo Andrea Angelo Arrigo Attilio Bruno Carlo Cesare Corrado Dino Domenico Edoardo Emilio Enrico Ercole Ettore Fabio "
        "Filippo Francesco Giacomo Giorgio Giovanni Giulio Giuseppe Guido Lorenzo Luca Luigi Mario Matteo Nino Orlando Pietro Renato Rocco "
        "Sandro Tommaso Ugo Vittorio",
        "Alb Ambr Bald Barb Bell Bern Bors Calv Camp Cand Car Casal Cer Colomb Corb Dald Fant Ferr Flor Gald Gand Ghirl Lant Lomb Mald Mant "
        "Marc Mor Narb Orl Pell Pir Rav Rond Sab Salv Sant Sper Tard Torr Val Verd Zamb Zan",
        "accio aldi ani antini ari ati azzi elli emi engo eri esi etti iani ieri igli ini ino isi oldi olini oni otti ucci ura",
        "ello one ano etto",
    ),
    "Iberian": _tongue(
        "Adela Amparo Ana Beatriz Blanca Carlota Carmen Catalina Clara Concha Dolores Elvira Emilia Estrella Eulalia Francisca Inés Isabel "
        "Jimena Josefa Juana Leonor Lola Lourdes Luisa Manuela María Mercedes Montserrat Nuria Paloma Pilar Remedios Rosa Rosario Soledad "
        "Teresa Ximena",
        "Alonso Álvaro Andrés Antonio Bartolomé Benito Bernardo Carlos Diego Domingo Eduardo Emilio Esteban Federico Felipe Fermín Fernando "
        "Francisco Gaspar Gonzalo Hernán Ignacio Isidro Jaime Javier Joaquín Jorge José Juan Julián Leandro Lucas Luis Manuel Mateo Miguel "
        "Pablo Rafael Ramón Rodrigo Salvador Santiago Tomás Vicente",
        "Alam Alc Ald Alm Arb Arg Ast Balb Barr Ben Berm Cal Carr Cast Cer Corr Escal Espin Farg Ferr Gal Gand Guard Herr Lam Llan Luc Mad "
        "Mald Mars Mir Mont Mor Nav Oliv Pedr Quint Rob Sal Sarr Sold Tol Urr Val Verd Vill Zal Zam",
        "aga ales amar ana anda anza ar aro aval eda edo ejo ellas ena era ero esta ijos illo incas ola orla osa oso ueta",
        "ez es illa aldo ado",
    ),
    "German": _tongue(
        "Adelheid Agathe Anna Auguste Bertha Brigitte Charlotte Clara Dora Edith Elfriede Elisabeth Elsa Emma Erika Eva Franziska Frieda "
        "Gerda Gertrud Gisela Grete Hanna Hedwig Helene Hildegard Ilse Irma Johanna Käthe Lotte Magda Margarete Martha Mathilde Minna Ottilie "
        "Paula Rosa Sophie Therese Ursula Wilhelmine",
        "Albrecht Alfred Anton Arnold August Bernhard Carl Christian Dietrich Eduard Emil Erich Ernst Felix Ferdinand Franz Friedrich Fritz "
        "Georg Gottfried Gustav Hans Heinrich Hermann Hugo Jakob Johann Josef Julius Karl Konrad Kurt Leopold Ludwig Martin Max Moritz Oskar "
        "Otto Paul Richard Rudolf Theodor Walther Wenzel Wilhelm Wolfgang",
        "Ahl Alt Arn Aster Bam Brand Breit Brenn Buch Dorn Ebel Eich Eis Falk Fels Finster Grün Hag Hart Hasel Hell Holz Kalt Kess Kirch Kron "
        "Lauter Lind Loh Mer Mohr Neu Ober Ost Quell Rau Reich Rost Rot Sand Schön Sel Stark Tann Wald Weid Wein Wild Winter Zell",
        "acker auer bach bauer beck berg brunn busch feld hagen haus hof höfer horst inger ler mann mayer ner rath stein städter thal wald",
        "er ing ke ch tz mayr",
    ),
    "Dutch": _tongue(
        "Aaltje Agatha Annigje Betje Catharina Clasina Cornelia Dirkje Elske Femke Geertje Griet Hendrika Jacoba Jacomina Jannetje Johanna "
        "Josina Judith Katrijn Liesbeth Maaike Machteld Maria Marijke Neeltje Petronella Rika Saskia Sientje Sietske Tine Tjitske Trijntje "
        "Wilhelmina Willemijn",
        "Adriaan Aert Albert Barend Bart Claes Cornelis Daan Dirk Egbert Evert Frans Gerard Gerrit Gijs Govert Hendrik Hugo Isaac Jacob Jan "
        "Jeroen Joost Joris Karel Klaas Koen Lambert Leendert Maarten Maerten Nicolaas Pieter Reinier Roelof Rombout Sander Simon Teunis "
        "Theo Thijs Willem Wouter",
        "Baar Beem Blom Boek Boom Bos Brand Breed Broek Dam Dek Doorn Drie Eng Groot Haar Hees Heuvel Hoek Hof Hulst Kerk Klaver Kool Kort "
        "Kuip Lang Leeuw Lind Maas Meer Moer Oost Pol Post Reed Riet Roos Schaap Schel Sluis Steen Ter Veen Velt Vink Voor Vos Water Wiel "
        "Wind Zand",
        "aard beek bergh dael dam dijk donk drecht enaar horst huis inga kamp kerk laan land loo ma man meer oord stra veld voort",
        "sma kens ckx aert ijn",
    ),
    "Nordic": _tongue(
        "Aase Agda Agnete Alma Anna Astrid Birgit Bodil Dagny Ebba Edla Elin Elna Else Ester Eva Gerda Greta Gudrun Gunhild Hanna Hedda Helga "
        "Hilma Inga Ingeborg Ingrid Jenny Karin Kirsten Liv Maja Märta Oda Ragnhild Signe Sigrid Siri Solveig Thea Thora Tove Tyra Vigdis",
        "Aksel Anders Arne Arvid Asger Axel Bengt Birger Bo Carl Christen Einar Eirik Elias Erik Eskil Frits Gunnar Hakon Halvard Harald Hjalmar "
        "Ivar Jens Johan Jorund Karl Knut Lars Leif Magnus Nils Olaf Olof Oskar Otto Peder Ragnar Rolf Sigurd Sten Svend Torsten Viggo",
        "Ahl Alm Ask Bjerk Blom Brand Bud Dahl Ed Ek Elv Fager Falk Fjell Fors Gran Grim Hag Hall Ham Haug Hav Hed Hell Hjort Holm Kilde Kjel Kvist "
        "Lil Lind Löv Lund Mal Nord Od Ohl Ravn Ren Ros Rud Sand Sel Skog Sol Sten Strand Sund Tang Ten Tor Ulv Vall Vang Vester Wik",
        "berg blad borg by bø dal dahl fors gaard gren hagen heim holm holt hus land lie lund mark nes qvist rud sen stad ström strup vall vik",
        "son sson eth ela nen",
    ),
    "East Slavic": _tongue(
        "Agafia Alexandra Alla Anastasia Anna Antonina Daria Ekaterina Elena Elizaveta Evgenia Faina Galina Irina Kira Ksenia Larisa Lidia Ludmila "
        "Maria Marina Nadezhda Natalia Nina Oksana Olga Polina Praskovia Raisa Sofia Solomia Tamara Tatiana Valentina Varvara Vera Yulia Zinaida Zoya",
        "Afanasy Alexander Alexei Anatoly Andrei Anton Arkady Boris Dmitry Efim Evgeny Filipp Fyodor Gavriil Georgy Grigory Heorhiy Igor Ilya Ivan "
        "Kirill Konstantin Kuzma Lev Leonid Matvei Maxim Mikhail Mykola Nikifor Nikolai Oleksandr Oleg Osip Pavel Pyotr Roman Semyon Sergei Stepan "
        "Taras Timofei Vasily Viktor Vladimir Yakov Yuri",
        "Alad Aver Bar Bel Ber Bobr Bor Bur Chern Dan Dolg Dubr Erm Fil Gal Glad Gor Gran Kal Kar Klim Kol Korn Kov Kras Krem Kur Lad Leb Luk Mal Mel "
        "Min Mir Nav Nest Nov Orl Ostr Pan Parf Pol Pros Rad Rod Rom Sav Sel Ser Sok Star Tar Tim Tver Val Vas Ver Vol Yar Zar Zel Zhil Zim",
        "achev/acheva akin/akina anov/anova antsev/antseva arin/arina atov/atova ekhin/ekhina enko enkov/enkova etsky/etskaya ikov/ikova "
        "inov/inova insky/inskaya ishchev/ishcheva itsyn/itsyna olin/olina onov/onova ovsky/ovskaya unin/unina ushkin/ushkina",
        "ov ova ev eva sky skaya skiy skoy chuk in",
    ),
    "West Slavic": _tongue(
        "Alena Alžběta Anežka Aniela Barbora Bożena Božena Dagmar Danuta Dorota Elżbieta Eliška Emilia Halina Hana Helena Irena Jadwiga Jana "
        "Jarmila Jiřina Katarzyna Krystyna Lenka Libuše Ludmila Magdalena Maria Marta Milada Milena Olga Pavla Růžena Stanisława Teresa Wanda "
        "Zdenka Zofia Zuzana",
        "Aleksander Alois Andrzej Antonín Bedřich Bohumil Bolesław Bronisław Czesław Emil Feliks František Ivo Jacek Jakub Jan Jaroslav Jerzy "
        "Jindřich Josef Kamil Karel Kazimierz Ladislav Leon Leopold Ludvík Marek Matěj Milan Miloš Mirek Mirosław Oldřich Otakar Pavel Piotr "
        "Stanisław Tadeusz Tomasz Václav Viktor Vilém Vladimír Vojtěch Wacław Zdeněk Zygmunt",
        "Bar Bed Ben Ber Bor Brod Chal Chlum Chod Dob Dol Drab Dvor Dym Fial Gal Gol Hav Hol Horn Hrad Jan Jar Jas Kal Kam Klim Kol Kost Krat "
        "Krup Kub Lip Lis Lub Mal Mar Mat Mil Mor Nem Odr Os Pel Podl Pros Rad Rak Rud Rych Sad Sed Slav Sob Stan Svat Tom Top Ur Vav Ver "
        "Vil Vlas Vrb Zab Zal Zel",
        "anek/anková ásek/ásková atka/atková ecki/ecka ecký/ecká elski/elska ewicz ický/ická icki/icka íček/íčková ik/iková "
        "inski/inska ivoda/ivodová onek/onková otka/otková owicz owski/owska ulka/ulková ura/urová",
        "ski ska wicz ek ka ak",
    ),
    "Hungarian": _tongue(
        "Ágnes Anikó Anna Aranka Borbála Dóra Edit Emese Erzsébet Eszter Etelka Éva Flóra Gizella Hajnal Hanna Ilka Ilona Irén Irma Judit "
        "Júlia Katalin Klára Lenke Lívia Magda Margit Márta Mária Noémi Olga Piroska Réka Rózsa Sára Teréz Vera Vilma Zsófia Zsuzsa",
        "Ádám András Antal Aladár Áron Bálint Béla Bertalan Dénes Dezső Elemér Endre Ernő Ferenc Gábor Géza György Gyula Imre István János "
        "Jenő József Kálmán Károly Lajos László Lőrinc Márton Mátyás Mihály Miklós Nándor Ödön Ottó Pál Péter Sándor Simon Tamás Tibor "
        "Tivadar Vilmos Zoltán Zsigmond",
        "Abon Aszal Bak Bal Bár Bereg Bod Bor Buda Csan Csor Deb Dob Dom Er Fegy Für Gar Göncz Hal Her Homok Kál Kapos Ker Kom Kor Köv Lak Lip "
        "Mad Mak Mez Mol Nád Nagy Nyir Ör Pap Por Rad Rák Rom Sár Sel Sim Som Szal Szen Szil Tar Tel Tor Új Vad Vár Zab Zemp",
        "ácsi ai ály andi átor egi endi ényi ersi falvi fi földi házi hegyi igeti kúti mezei odi ondy osi ossy szegi vári völgyi",
        "hy nyi oly ath gyi ary",
    ),
    "Japanese": _tongue(
        "Aiko Akane Ayako Chie Chiyo Eiko Emi Fumiko Fusae Hana Haruko Hideko Hisako Ikuko Kaoru Kazuko Keiko Kikuko Kimi Kiyoko Kyoko Masako "
        "Michiko Mieko Mitsuko Natsu Nobuko Reiko Sachiko Sadako Sayo Setsuko Shizuko Sumiko Tamiko Tomoko Yasuko Yoko Yukiko Yumi",
        "Akio Akira Daisuke Eiji Fumio Goro Haruo Hideo Hiroshi Ichiro Isamu Jiro Kanji Katsuo Kazuo Kenji Kenzo Kiyoshi Koichi Makoto Masao "
        "Minoru Mitsuo Naoki Noboru Osamu Ren Ryuzo Saburo Seiji Shigeru Shinji Shiro Tadashi Takashi Takeo Tetsuo Toru Toshio Yasuo Yoshio Yutaka",
        "Aka Aki Ao Ara Asa Fuka Fuji Funa Furu Hama Hara Hashi Haya Hira Hoshi Ichi Ike Ima Inou Ishi Iwa Kame Kata Kawa Kiku Kino Kita Kobu "
        "Kuma Kuro Kusa Maru Matsu Mina Miya Mizu Mori Naga Naka Nari Nishi Numa Oka Ono Sada Saka Saku Sawa Shima Shio Sugi Suzu Taka Take "
        "Tama Tani Tera Toku Tomi Tsuka Tsuki Uchi Ume Ura Waka Yama Yasu Yoko Yoshi Yuki",
        "bayashi be da daira gami gawa guchi hara hashi hata hira kado kawa ki kura maki matsu mine mizu moto mura naga no numa oka saka saki sawa "
        "shiba shima shiro suka tani taka tsuka uchi waki ya yama zaki zawa",
        "ai umi",
    ),
}  # fmt: skip
