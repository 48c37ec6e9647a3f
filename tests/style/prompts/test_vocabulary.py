from stylogeny.style.prompts.vocabulary import buckets_of, captions, words


def test_words_fold_accents_years_and_spelling():
    assert words("Été à Saint-Rémy, 1889") == ["ete", "a", "saint", "remy", "1889", "1880s", "century19"]
    assert "century19" in words("the 1870s") and "century19" in words("19th century") and words("Садко") == ["садко"]
    one, two, three = (set(buckets_of(w)) for w in ("harbour", "harbor", "portrait"))
    assert len(one & two) >= 3 > len(one & three)


def test_captions_say_early_and_late(made):
    texts = captions(made[1])
    early = [
        k["style"]
        for k, year in zip(texts, made[1].year, strict=True)
        if k["style"].endswith("Cubism") and year == 1910.5
    ]
    assert set(early) == {"early Cubism"}
