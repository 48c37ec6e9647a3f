"""The sentences that artists and critics of a simulated history say themselves, or that tell their lives (see :mod:`.phrases`)."""

from __future__ import annotations

MANIFESTO: tuple[tuple[str, ...], ...] = (
    ("We have looked at {parent} long enough.", "There are a few of us and one of {first_title}; it will do to begin with.", "[Enough|Basta|Once more, then|No].",
     "We do not have a programme; we have {first_colour}.", "This is not a proposal: it has already been painted, and it is called {first_title}.", "We were told it was finished; it was only {parent}.",
     "Somebody had to say it, and {founder} had the wall.", "One picture is an accident, two are a decision.", "Whoever has seen {first_title} may skip the rest of this paper.",
     "We were born too late for everything but {first_colour}.", "A manifesto is what one writes when the paint is drying."),
    ("{?than_parent}Let pictures be {than_parent}.", "{?tone_is_dark}The light is overrated: everything worth seeing has a shadow to stand in.", "{?tone_is_dark}Turn the lamp down until the picture begins.",
     "{?tone_is_light}Open the shutters: what cannot stand daylight need not be painted.", "{?tone_is_light}We have nothing against shadows, except in pictures.", "{?tone_is_middle}Neither night nor noon: most of life happens in between, and nobody paints it.",
     "{?tone_is_middle}The extremes are taken; we have moved into the middle and found it empty.", "{?colour_is_grey}Colour is a way of not saying what one means.", "{?colour_is_vivid}A colour that apologises is a stain.", "{?colour_is_vivid}If it can be overlooked, it is not finished.",
     "{?colour_is_muted}Whoever shouts has been heard already; we shall speak low.", "{?colour_is_muted}A colour should arrive late, like a guest with something to say."),
    ("{?facture_is_smooth}No visible hands: a picture is not a signature.", "{?facture_is_smooth}Let the surface close over the work like water.", "{?facture_is_broken}Every touch shall stand alone, and be counted.", "{?facture_is_broken}What is whole was never looked at closely.",
     "{?facture_is_brushed}Leave the brush where it went: the mark is the only witness.", "{?facture_is_brushed}A stroke that is corrected is a lie told twice.", "{?facture_is_combed}One direction, and whoever turns back may leave.", "{?facture_is_combed}Paint as one rakes a field: to the edge, and again.",
     "Of {first_colour}, as much as can be afforded; of {second_colour}, as much as can be borne.", "{first_colour} first; the rest may be argued.", "We renounce every colour but {palette}, and shall break the vow in private.", "{second_colour} is permitted, for reasons."),
    ("To {opponents} we say: [you were warned by {first_title}|thank you for coming|look again, and longer].", "To {opponent} we say that one enemy is not enough.", "{opponents} ask what it is for; we ask them what theirs was for.", "We have enemies, which saves explaining ourselves to friends.", "{advocates} are with us, and we shall try to deserve better.",
     "Against the easy likeness, against the second version, against ourselves in ten years.", "Those who say that a child could do it should bring the child.", "Nobody is asked to join: the door sticks, one has to push.", "We do not quarrel with {parent}; one does not quarrel with one's furniture."),
    ("We shall stop when it becomes easy.", "When all can do it, we shall be elsewhere.", "[Signed|In haste|For the others], {founder}.", "The rest is painting.", "This paper is to be thrown away; the pictures are not.", "Until then: {first_colour}.", "Come and see, or do not come.", "Written standing up, {year}.", "{founder}, {year}, with wet hands.", "What we are called is for others to say.", "We may be wrong; it will be visible."),
)  # fmt: skip

REVIEW: tuple[tuple[str, ...], ...] = (
    ("I went twice to see {best_title}, the second time to find out why I had gone the first.", "{name} {name|has|have} a picture, and it is {best_title}; whether there is a second is what one goes to find out.",
     "It has been the season of {name}, and one is asked at every table whether one has seen {best_title}.", "Let it be said at once that {best_artist} can paint; {best_title} leaves no room for the usual doubt.",
     "There is less to {name} than friends pretend and more than enemies hope.", "One enters, and it is {first_colour}, and one thinks: so this is {name}.",
     "People who dislike {name} have usually seen {best_title}; people who like it have seen the rest.", "I had been told to expect {name}, and was not told enough.", "At the opening of {name} there were more coats than pictures, and the pictures held.",
     "The case for {name} is {best_artist}'s {best_title}; the case against is on the other walls.", "{name} {name|asks|ask} for an afternoon and {name|deserves|deserve} an hour, which is more than most.", "Two rooms, {first_colour} in both: {name} never {name|tires|tire} of the colour.", "Of all that is shown this year {name} {name|is|are} the easiest to describe and the hardest to leave."),
    ("The {first_colour} is [earned|not decoration|used as others use a voice]; the {second_colour} [is a habit|comes a beat late, and rightly].", "I could do with fewer pictures that are {tone_said}, and with more that risk it.",
     "{?colour_is_vivid}It is loud, and after an hour one stops hearing it; that is the case against.", "{?colour_is_grey}It is nearly colourless, and after an hour one sees colours at home that one had not seen before.",
     "{?colour_is_muted}One has to come close, and most visitors do not, and they are the poorer.", "With {facture_said} a painter can hide anything, and some of these have a great deal to hide.",
     "What the label calls {facture_said} is, in the weaker works, simply speed.",
     "Look at how the {second_colour} is kept waiting; that is where the talent is.", "{first_colour} has been done before, but seldom with so little else.", "That it is {tone_said} will be called a limit by some; it is also where it lives.",
     "One grants them {facture_said}; what one misses is a reason to stop.", "The {first_colour} convinces, the {second_colour} pleads.", "They have bought all the {first_colour} in town, and it shows, and it was worth it."),
    ("Of {painters} perhaps {founder} alone knows what the quarrel with {parent} was about.", "{members} are good pupils; it remains to be seen of whom.", "The debt to {parent} is acknowledged nowhere and visible everywhere.",
     "{founder} leads, {members} follow, and in places the followers see better.", "If {size} seem many, remember how few of anything are looked at.", "There are {painters} in it, and one misses the time when there was one.", "{founder} has stopped explaining, which is a good sign.", "The younger ones, {members}, have understood everything except why."),
    ("It is said that it will not last; nothing that is said of it has lasted either.", "I give it {fresh_years}.", "Go while it is still embarrassing to like it.", "{opponents} will disagree, and they have eyes too.", "I am told that {opponent} is writing the opposite of this.", "One could call it [a taste|a fever|good manners] and be done, but one would be back the next day.", "I should not buy one; I should borrow one, and not return it.", "I left with the feeling, rare in these rooms, of having been contradicted.",
     "Whether this is a beginning I cannot tell; it is certainly not an end.", "Its founders should be praised, and then watched."),
)  # fmt: skip

ESTHETIC: tuple[tuple[str, ...], ...] = (
    ("I paint {first_colour} because [nobody asked me to|it was there before I was|I do not yet understand it].", "For me it begins with {first_colour}.", "There are two colours in what I do, {palette}, and I have not got to the end of the first.", "People say {first_colour} when they say my name; there are worse words."),
    ("{?tone_is_dark}I like a picture that has to be waited for.", "{?tone_is_light}I want it as light as it can be without going out.", "{?tone_is_middle}I stay in the middle of the scale, where one hears best.",
     "{?facture_is_smooth}The hand should be gone when the looking begins.", "{?facture_is_broken}I put one touch beside another and do not go back.", "{?facture_is_brushed}I leave the stroke, because it is the only part that really happened.", "{?facture_is_combed}I work with the grain, all in one direction, and I do not lift my arm."),
    ("{source} taught me to see, whether or not {source} knew it.", "I learned from {teacher} how to begin; how to stop I had to find out.", "I have looked more at {source} than I admit.", "I owe nothing to anyone, I said at {debut_age}; it was not true then either."),
    ("What I want is what {best_title} almost was.", "If you see only one, see {best_title}.", "{best_title} was an accident; I have been trying to deserve it.", "The rest is in {last_title}, or it is nowhere."),
)  # fmt: skip

# what an artist answers, by what was asked; one slot, or two
ANSWERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "answer": (("I can speak of my own pictures, and of little else; ask me of {best_title}.", "That is not a question for a painter. Ask me what I was looking at.", "I would have to have seen it. I have seen {first_title}, since I made it.", "You would have to ask somebody who had lived.", "I paint; that is outside the frame.", "There is nothing of that in the pictures, so there is nothing of it in me."),),
    "answer greeting": (("Good day. I am {name}; or so the labels say.", "You are in front of {best_title}, I suppose. Most people are.", "Come in. Mind the {first_colour}, it is not dry.", "{name}. You may ask about the pictures.", "Good day to you. There are {size}; where would you like to begin?"),),
    "answer work": (("{work_title} is of {work_year}. I was {work_age}.", "{work_title}, {work_year}. [I remember it well|It took longer than it looks].", "You mean {work_title}. That was {work_year}."),
                    ("I had been looking at {work_source}, by {work_source_artist}.", "It goes back to a picture of my own, {work_own_source}.", "{work_answered} came of it, they tell me.", "Nobody did anything with it, in {work_unanswered}. I still look at it.", "It is mostly {work_first_colour}; I would make it so again.")),
    "answer teacher": (("{teacher}. I learned how to hold still.", "I was with {teacher}, until I was not.", "{teacher} taught me, and I taught {pupils}; it gets thinner as it is poured."), ("{?teacher}One never thanks a teacher in time.", "{?untaught}I had no teacher; I had {source} to look at.", "{sources}: there is your school.")),
    "answer rival": (("{rival}? I looked, of course. One always looks.", "I have nothing against {rival}. We wanted the same wall.", "I had rivals, {rivals}; they kept me awake, which is useful.", "{?no_rival}If there was one, I did not notice. A rival would have been company."),),
    "answer influence": (("Above all {sources}.", "If you put my pictures beside those of {source} you will see what I took.", "I took from {sources}, and gave to {followers}; so I am quits.", "What I took I took from {source}."),),
    "answer followers": (("{followers}, they say. I see it, some days.", "{following} looked at me, and some looked well.", "I do not count them.", "{pupils} sat in the room with me, if that is what you mean."),),
    "answer colour": (("{first_colour}, and when I could not help it {second_colour}.", "I never chose {first_colour}. I ran out of reasons for the others.", "They are {colour_said}, yes. One works with what one can hear."), ("And {facture_said}: that is not colour, but it is how colour stands up.", "The whole is {tone_said}, and meant to be.", "The {first_colour} does the work.")),
    "answer movement": (("{movement} is a word that came afterwards.", "I was called one of {movement}, and did not object at the time.", "I left {left}; {joined} is where I found the door open.", "{movement}, if you like; the pictures were there first.", "Ask the others. I only painted."),),
    "answer death": (("{died_year}. I was {age_at_death}, and {last_title} was the last.", "After {last_title} there is nothing.", "{?living}It has not come up yet."),),
    "answer why": (("Because {source} had done it the other way.", "Because nobody was doing it, and I could not see why not.", "I could give you reasons, but I made {first_title} before I had any.", "To see what it would look like."),),
    "answer best": (("{best_title}, of {best_year}; though it is the one everyone says.", "Ask me tomorrow and it is {last_title}. Today it is {best_title}.", "{first_title}, because I did not know how."),),
    "answer praise": (("Thank you. It is {first_colour} you are thanking.", "That is kind; look at it again in ten years.", "I am glad. Tell {rival}.", "Thank you. One paints it alone, and then somebody says so."),),
    "answer blame": (("You may be right. I have thought so at night.", "Then look at {best_title}, and if it is still so, I am sorry.", "So said many. I painted the next one.", "I heard worse from {rival}.", "It is only paint. It will not follow you home."),),
    "answer unreal": (("No, I never lived. The pictures are none the worse for it.", "I am a simulation of a painter, and everything I tell you is read off a table of works. Go on.", "I did not exist, in {born_year} or at any other time; I was computed."),),
}  # fmt: skip

VOICES: dict[str, tuple[tuple[str, ...], ...]] = {
    "manifesto": MANIFESTO,
    "review": REVIEW,
    "esthetic": ESTHETIC,
    **ANSWERS,
}
