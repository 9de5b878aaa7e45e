"""English requests and small talk."""

from bot.core.small_talk.phrases import Phrases

ENGLISH = Phrases(
    changes="""
        make, add, remove, change, turn, put, paint, draw, give, take, swap, replace, set,
        move, rotate, flip, crop, zoom, fix, keep, try, use, delete, erase, color, colour,
        recolor, recolour, redraw, redo, create, generate, render, place, blur, sharpen,
        brighten, darken, lighten, expand, extend, shrink, enlarge, increase, decrease,
        reduce, fill, cover, wrap, dress, merge, blend, combine, convert, transform,
        restyle, mirror, include, drop, hide, straighten, tilt, lower, raise, colorize,
        double, edit, adjust, insert, switch, bring, clean, smooth, sketch, design, write,
        retouch, undo, get rid of, do it, do the, do a, do one, do that, do this, do some,
        let it, let there, let him, let her, let them, let the, show me, show it, show the,
        show him, show her, imagine a, imagine the, tweak, polish, simplify, soften,
        decorate, tidy, center, centre, align, stretch, widen, narrow, age, lift, pose,
        point, wear, splash, sprinkle, upscale, outline, animate it, frame""",
    asks="""
        can you, could you, would you, will you, can u, could u, can we, could we, can it,
        could it, can he, can she, can they, can the, could the, can i get, can i have,
        could i get, could i have, may i have, i want, i d like, i would like, i need, id
        like, i wanna see, wanna see, i want to see, would love to see, i d love, lets make,
        let s make, let s try, lets try, let s add, lets add, let s see, lets see, let s
        have, let s do, lets do, let s go with, what if, what about, how about, why not, is
        it possible to, is there a way to, would it be possible, it needs, needs, needs
        more, go with, go for a, how would it look, what would it look, more of, another,
        one more, one with, same but, same with, same in, same thing but, same thing with,
        this but, this in, this as, like this but, it would be cool if, can there, can his,
        can her, could he, could she, could they, would you mind, i was hoping for, i was
        thinking, lose the, that but, that in, even, just the, only the, now the, now a, now
        an, now in, now with, now without, now as, now at, now from""",
    wishes="""
        should be, should have, should look, should get, needs to be, needs a, needs more,
        instead of, please, pls, plz, could use, would be better, would look better, i want,
        make it, make him, make her, make them, make the, add a, add some, turn it, put it,
        put a, give him, give her, change the, change it, can you make, can you add, could
        you make, i d like""",
    describes="""
        a, an, two, three, four, five, some, with, without, at, in, on, as, under, from
        above, from below, behind, more, less, fewer, no, bigger, smaller, darker, brighter,
        lighter, only, just the, just a, close up, portrait of, photo of, picture of, image
        of, background, maybe, almost, slightly, a bit, from, seen from, logo for, the same,
        like a, like an, like the one in, as if drawn, as if painted, as if it, as if made""",
    idioms="""
        can you believe, can you see, can you send, can you explain, can you tell, can you
        stop, can you hear, can we talk, can we meet, can we play, can we go, can you guys,
        could you send, could you tell, would you say, would you guys, will you be, will you
        guys, can i use, can i ask, can i see, i want to, i want that, i want one, i want it
        so, i need to, i need coffee, i need sleep, i need a break, what about you, what
        about you guys, how about you, how about that, how about no, a lot, a friend, a bit
        late, a bit busy, a few minutes, at work, at home, at least, at first, in my
        opinion, in the meeting, in a meeting, in the end, in class, on my way, on it, on
        the other hand, as if, as always, as usual, as for me, more like, no way, no idea,
        no i, no worries, no problem, no it, no you, no that, no thanks, no one, no clue,
        maybe later, maybe next, maybe we, maybe i, maybe you, maybe he, maybe it, needs no,
        some of you, some people, with all due, another day, another one of, let s see what,
        let s go, lets go, some day, just a sec, just a second, just a minute, let s do
        this, another banger, im so, im not, im just, im at, im dead, im done, im in, im
        going, im sure, im crying, im sorry, im a, im on, am i, like a boss, like a pro,
        like a charm, now the question, now the real, now the fun, now a days, now in the
        meeting, imagine showing, imagine telling""",
    opinions="""
        i think, i love, i like, i really, i hate, i did, i didn t, i ll, i guess, i know, i
        feel, i agree, i laughed, who, did you, did anyone, do you, have you, has anyone,
        anyone, are you guys, is anyone, where are, when is, when are, when did, when do,
        why is, why are, why did, why does, you guys, you are, you re, ur, he looks like,
        she looks like, it looks like my, looks like my, that s so, thats so, this is so,
        this bot, that is so, that looks, we should print, we should play, can t wait, cant
        wait, idk, omg, omfg, wtf, brb, afk, see you, remember when, guess who, guess what,
        ty for, thanks for, thank you for, thx for, reminds me, that came out, this came
        out, this would make, that would make, this is going, not gonna lie, we already, oh
        no, what did you type, what did you, where do you, where did you, his, he s judging,
        my internet, this reminds, it reminds, be right back, good bot, bad bot, who s, who
        is, who are, can someone, can anyone, does anyone, crying at, crying over, which of
        you, which one of you, laughing at, who of you""",
    about="""
        how much, how many pictures, how many images, how do i, how do you, how does this,
        how does it work, how does that work, how long does, what does it cost, what does
        this cost, what can you, what can i, what can it, what can this, what are you, what
        is this bot, what s this bot, what model, which model, what do you do, what else can
        you, who are you, who made you, are you a, are you an, are you real, are you free,
        are you there, are you human, is it free, is this free, is easel, does it cost, does
        this cost, do i have to pay, do you cost, do i need to pay, can you help, can you
        help me, could you help, can i use you, help, help me, i need help, can you
        understand, do you understand, do you speak, can you speak, price, prices, pricing,
        commands, where do i start, how to use, what are the commands, how do i get, is
        there a way to see how, is there a way to see what, can i see how much, can i see
        what i, can we see how, what happens if, what happens when, where can i see, how can
        i see, does easel, can easel""",
    greetings="""
        hello, hi, hey, hiya, yo, good morning, good evening, good afternoon, howdy, sup,
        what s up, whats up, how are you, greetings, hey there, hi there, gm""",
    talk="""
        thanks, thank you, thank u, thx, ty, tysm, tyvm, cheers, a lot, so much, very much,
        wow, whoa, woah, nice, nice one, cool, great, awesome, amazing, perfect, beautiful,
        gorgeous, lovely, cute, so cute, sweet, neat, epic, sick, insane, incredible, love
        it, love this, love that, i love it, i love this, i love that, i like it, like it,
        omg, omfg, oh my god, oh my, damn, dang, wtf, lol, yes, yeah, yep, yup, yea, no,
        nope, nah, ok, okay, k, sure, of course, right, true, so true, same, same here, me
        too, agreed, i agree, exactly, indeed, facts, for real, fr, no cap, this, that, it,
        one, that one, this one, so, very, really, just, well done, good job, good one,
        great job, great work, nice work, good work, gg, wp, brb, afk, bye, bye bye, good
        night, gn, see you, see ya, cu, cya, later, everyone, all, guys, folks, everybody,
        bot, easel, bro, haha, sorry, my bad, oops, no worries, no problem, np, you re
        welcome, welcome, congrats, congratulations, what, huh, hmm, hm, um, oh, ah, aww,
        aw, ooh, yay, hooray, no way, for you, to you, too, the best, you rock, you re the
        best, idk, i don t know, i dont know, i see, got it, makes sense, make sense, fair
        enough, fair, never mind, nvm, lets go, let s go, give me a sec, give me a second,
        give me a minute, one sec, one moment, take care, take your time, keep it up, not
        bad, pretty good, pretty cool, good, better, wrong channel, wrong chat, testing,
        looks, looks good, looks great, looks amazing, that s, thats, it s, its, here, wait,
        i m dead, im dead, i m crying, and, u, you, guess so, i guess, much appreciated,
        appreciate it, goat, wholesome, bruh, smh, ikr, tbh, imo, ngl, why, who, when, where""",
    addressed="""
        thanks, thank you, thank u, thx, ty, tysm, tyvm, cheers, thanks a lot, thanks so
        much, thank you so much, thanks a million, thanks a bunch, many thanks, big thanks,
        thanks again, nice one, well done, good job, good one, great job, great work, nice
        work, good work, well played, congrats, congratulations, gg, welcome back, bye, bye
        bye, good night, gn, sleep well, see you, see ya, see you later, see you soon, see
        you tomorrow, take care, you re welcome, good to see you, nice to see you, thank you
        very much, thanks very much, thanks a ton, thank you again, good night all, thank
        you both""",
    fillers="""
        ok, okay, k, now, and, also, then, but, please, pls, plz, so, hey, hi, hello, hmm,
        hm, well, oh, yes, yeah, yep, sure, easel, alright, next, finally, actually, thanks,
        thank you, great, nice, cool, perfect, lovely, wait, um, uh, no wait, or""",
    cues="""
        i, we, our, my, mine, you, your, yours, u, ur, guys, he s, she s, they re, it s,
        that s, this is, that is, it is, looks, was, were, did, does, has, had, been, won t,
        doesn t, didn t, isn t, wasn t, don t, dont, don t know, think, thought, guess,
        hope, wish, remember, agree, omg, wtf, tbh, imo, ngl, wow, bro, anyone, someone,
        everyone, nobody, today, tomorrow, yesterday, tonight, meeting, channel, bot,
        credits, who, why, when, gotta, gonna, really, already, so much, so good, so cute,
        so funny, so cool, so nice, so weird, hilarious, congrats, sorry, thanks, too dark,
        too bright, too big, too small, would, because, is, are, am, me, us, he, she, they,
        his, her brother, reminds, gets, came, got, went, said, told, made, saw, will,
        where, what, how, ever, always, never, still, again, earlier, later, phone,
        internet, wall, welcome, my cat, better, best, love, hate, favorite, favourite,
        funny, lovely, weird, sure, lunch, dinner, pizza, game, anyway, figured, forever,
        saved, btw, expect""",
    hints="""
        but, should, could, would, too, more, less, with, without, instead, bigger, smaller,
        darker, brighter, needs, need, want, wish, if""",
    common="""
        the, a, an, and, or, of, to, in, on, at, is, are, it, this, that, with, for, from,
        not, be, he, she, they, we, i, you, my, your, his, her, its, up, out, by, some,
        more, so, do, have, what, how""",
    modals="""
        could, can, should, must, have to, has to, needs to""",
    pictures="""
        red, blue, green, yellow, orange, purple, violet, pink, black, white, grey, gray,
        brown, gold, silver, turquoise, colour, color, pastel, rainbow, dark, bright, light,
        shadow, contrast, saturat, warm, cold, foggy, fog, mist, rain, snow, storm, cloud,
        sun, sunset, sunrise, moon, star, sky, night, dawn, dusk, spring, summer, autumn,
        winter, fire, smoke, water, sea, ocean, beach, river, lake, waterfall, mountain,
        hill, forest, jungle, tree, flower, leaf, leaves, grass, field, desert, island,
        city, town, village, street, road, bridge, house, castle, tower, lighthouse, temple,
        church, ruin, cafe, window, door, roof, garden, space, planet, galaxy, ship, boat,
        car, train, plane, bike, robot, dragon, unicorn, cat, dog, fox, bear, wolf, horse,
        bird, owl, fish, whale, shark, frog, rabbit, mouse, lion, tiger, elephant, penguin,
        dinosaur, monster, ghost, witch, wizard, knight, samurai, ninja, pirate, princess,
        king, queen, angel, astronaut, warrior, girl, boy, woman, face, eyes, ear, hair,
        hand, arm, leg, wing, tail, beard, smile, smiling, hat, cap, crown, scarf, glasses,
        sunglasses, coat, dress, cape, armor, armour, shirt, shoe, background, foreground,
        portrait, landscape, photo, painting, watercolor, watercolour, oil, pencil, sketch,
        ink, comic, cartoon, anime, manga, ghibli, pixel, lego, sticker, logo, icon, poster,
        wallpaper, steampunk, cyberpunk, gothic, vintage, retro, realistic, abstract,
        minimal, cinematic, wide, shot, angle, close up, macro, bokeh, blur, zoom,
        perspective, symmetr, closer, bigger, smaller, taller, shorter, rounder, fluffier,
        happier, sadder, angrier, older, younger, brighter, darker, bolder, softer, sharper,
        style, version, 3d, 4k, 35mm, neon, glow, standing, sitting, holding, wearing,
        flying, swimming, sleeping, dancing, outline, edge, frame, camera, lens, texture,
        pattern, glitter, metal, wood, glass, stone, bottle, cup, table, chair, lamp,
        lantern, candle, mushroom, balloon, umbrella, sword, mask, helmet, bag, book, flag,
        clock, christmas, halloween, medieval, futuristic, vaporwave, noir, baroque,
        renaissance, impressionist, isometric, low poly, clay, origami, mosaic, graffiti,
        tattoo, doodle, vector, silhouette, cover art, postcard, bunny, puppy, kitten,
        turtle, butterfl, bee, snake, crow, deer, squirrel, panda, octopus, crab, duck,
        chicken, cow, pig, sheep, goat, child, baby, grandma, thicker, thinner, longer,
        kitty, card, banner, sign, mug, cake, letter, wider, narrower, fatter, slimmer,
        cuter, scarier, cozier, library, market, train station, wave, cliff, cave, swamp,
        meadow, lawn, palace, skyscraper, skyline, underwater, square, mood, atmosphere,
        vibe""",
)
