"""Named periods, dynasties and reigns that museums date by, as astronomical years (1 BCE is 0).

Ranges as the Metropolitan Museum's Heilbrunn Timeline of Art History and its lists of rulers give them; where
authorities differ by a few years, the Timeline's reading. A name met in a date text bounds the date; it does not
override a finer one.
"""

from __future__ import annotations

# name: (first, last); BCE years are written as 1 - year, so 3100 BCE is -3099
PERIODS: dict[str, tuple[int, int]] = {
    # China
    "neolithic": (-6999, -1699), "shang": (-1599, -1045), "western zhou": (-1045, -770), "eastern zhou": (-769, -255),
    "zhou": (-1045, -255), "spring and autumn": (-769, -475), "warring states": (-474, -220), "qin": (-220, -205),
    "western han": (-205, 9), "eastern han": (25, 220), "han": (-205, 220), "three kingdoms": (220, 280),
    "western jin": (265, 316), "eastern jin": (317, 420), "six dynasties": (220, 589), "northern wei": (386, 534),
    "eastern wei": (534, 550), "western wei": (535, 556), "northern qi": (550, 577), "northern zhou": (557, 581),
    "northern and southern": (386, 589), "sui": (581, 618), "tang": (618, 907), "five dynasties": (907, 960),
    "liao": (907, 1125), "northern song": (960, 1127), "southern song": (1127, 1279), "song": (960, 1279),
    "jin": (1115, 1234), "yuan": (1271, 1368), "ming": (1368, 1644), "qing": (1644, 1911),
    "hongwu": (1368, 1398), "yongle": (1403, 1424), "xuande": (1426, 1435), "chenghua": (1465, 1487),
    "hongzhi": (1488, 1505), "zhengde": (1506, 1521), "jiajing": (1522, 1566), "longqing": (1567, 1572),
    "wanli": (1573, 1620), "tianqi": (1621, 1627), "chongzhen": (1628, 1644), "shunzhi": (1644, 1661),
    "kangxi": (1662, 1722), "yongzheng": (1723, 1735), "qianlong": (1736, 1795), "jiaqing": (1796, 1820),
    "daoguang": (1821, 1850), "xianfeng": (1851, 1861), "tongzhi": (1862, 1874), "guangxu": (1875, 1908),
    "republic of china": (1912, 1949), "republic period": (1912, 1949), "republican": (1912, 1949),
    # Japan and Korea
    "jomon": (-10499, -299), "yayoi": (-299, 300), "kofun": (300, 538), "asuka": (538, 710), "nara": (710, 794),
    "heian": (794, 1185), "kamakura": (1185, 1333), "nanbokucho": (1336, 1392), "muromachi": (1392, 1573),
    "momoyama": (1573, 1615), "edo": (1615, 1868), "tokugawa": (1603, 1868), "meiji": (1868, 1912),
    "taisho": (1912, 1926), "showa": (1926, 1989), "heisei": (1989, 2019), "three kingdoms of korea": (-56, 668),
    "unified silla": (668, 935),
    "goryeo": (918, 1392), "koryo": (918, 1392), "joseon": (1392, 1910), "choson": (1392, 1910),
    # India, south-east and west Asia
    "maurya": (-320, -184), "shunga": (-184, -72), "kushan": (50, 320), "gupta": (320, 550), "pala": (750, 1200),
    "chola": (880, 1279), "vijayanagar": (1336, 1646), "mughal": (1526, 1858), "angkor": (802, 1431),
    "achaemenid": (-549, -329), "seleucid": (-311, -63), "parthian": (-246, 224), "sasanian": (224, 651),
    "umayyad": (661, 750), "abbasid": (750, 1258), "fatimid": (909, 1171), "seljuq": (1040, 1196),
    "ayyubid": (1169, 1260), "mamluk": (1250, 1517), "ilkhanid": (1256, 1353), "timurid": (1370, 1507),
    "safavid": (1501, 1722),
    "ottoman": (1299, 1923), "zand": (1750, 1794), "qajar": (1779, 1925), "neo-assyrian": (-910, -611),
    "neo-babylonian": (-625, -538), "akkadian": (-2349, -2149), "neo-sumerian": (-2119, -2003),
    # Egypt
    "predynastic": (-4399, -3099), "early dynastic": (-3099, -2648), "old kingdom": (-2648, -2129),
    "first intermediate": (-2129, -1980), "middle kingdom": (-2029, -1639), "second intermediate": (-1639, -1549),
    "new kingdom": (-1549, -1069), "third intermediate": (-1069, -663), "late period": (-663, -331),
    "ptolemaic": (-303, -29), "roman period": (-29, 324), "coptic": (300, 700),
    # Greece, Rome, Byzantium
    "cycladic": (-3199, -1049), "minoan": (-2999, -1049), "mycenaean": (-1599, -1099), "helladic": (-2999, -1099),
    "geometric": (-899, -699), "archaic": (-699, -479), "classical": (-479, -322), "hellenistic": (-322, -30),
    "etruscan": (-699, -89), "augustan": (-26, 14), "imperial": (-26, 476), "antonine": (138, 193),
    "severan": (193, 235), "byzantine": (330, 1453), "carolingian": (751, 987), "ottonian": (919, 1024),
    # Britain and France
    "tudor": (1485, 1603), "elizabethan": (1558, 1603), "jacobean": (1603, 1625), "georgian": (1714, 1830),
    "regency": (1811, 1820), "victorian": (1837, 1901), "edwardian": (1901, 1910), "louis xiv": (1643, 1715),
    "louis xv": (1715, 1774), "louis xvi": (1774, 1792), "second empire": (1852, 1870),
}  # fmt: skip

# Egyptian dynasties by number, "18th Dynasty" or "Dynasty 18"
DYNASTIES: dict[int, tuple[int, int]] = {
    1: (-3099, -2889), 2: (-2889, -2648), 3: (-2648, -2574), 4: (-2574, -2464), 5: (-2464, -2322), 6: (-2322, -2149),
    7: (-2149, -2143), 8: (-2149, -2129), 9: (-2129, -2079), 10: (-2079, -1980), 11: (-2123, -1980), 12: (-1980, -1801),
    13: (-1801, -1639), 14: (-1724, -1639), 15: (-1639, -1539), 16: (-1639, -1549), 17: (-1634, -1549),
    18: (-1549, -1294), 19: (-1294, -1185), 20: (-1185, -1069), 21: (-1069, -944), 22: (-944, -711), 23: (-827, -711),
    24: (-723, -711),
    25: (-711, -656), 26: (-663, -524), 27: (-524, -403), 28: (-403, -398), 29: (-398, -379), 30: (-379, -342),
    31: (-342, -331),
}  # fmt: skip
