"""German requests and small talk."""

from bot.core.small_talk.phrases import Phrases

GERMAN = Phrases(
    changes="""
        mach, mache, macht, machen, male, mal, malt, malen, zeichne, zeichnen, füge, fuege,
        füg, setz, setze, stell, stelle, leg, lege, gib, gebt, nimm, nehmt, entferne,
        lösche, loesche, lösch, ändere, aendere, änder, verändere, ersetz, ersetze, tausch,
        tausche, dreh, drehe, verschieb, verschiebe, spiegle, spiegel, schneide, zoom,
        zoome, vergrößere, vergroessere, verkleinere, färb, färbe, faerbe, verwandle,
        verwandel, wandle, erzeuge, erstelle, generiere, zeig, zeige, lass, lasst, pack,
        packe, häng, hänge, kleb, zieh, ziehe, bring, verwende, nutze, benutze, kombiniere,
        mische, helle, dunkle, schärfe, ergänze, erweitere, reduziere, erhöhe, verteile,
        schreib, schreibe, versuch, versuche, probier, probiere, bau, baue, behalte, weg
        mit, mal mir, kleide, bitte mach, tu ihm, tu ihr, tu einen, tu eine, tu ein,
        reparier, repariere, schneid, kipp, kippe, neige, verbessere, säubere, glätte,
        vereinfache, schmücke, zentriere, strecke, verbreitere, rück, rücke, wechsel,
        wechsle, bearbeite, korrigiere, verschönere, probieren wir, versuchen wir, machen
        wir""",
    asks="""
        kannst du, könntest du, koenntest du, kannste, würdest du, kann man, könnte man,
        können wir, könnten wir, kann ich, könnte ich, kann der, kann die, kann das, was
        wäre wenn, was wenn, was wäre, wie wäre es, wie wär es, wie wärs, wie wär s, wie
        wäre, wie würde, wie sähe, wie sieht das, warum nicht, ich möchte, ich hätte gern,
        ich hätte gerne, ich will, ich brauche, ich wünsche mir, hätte gern, hätte gerne,
        möchte, nochmal, noch mal, noch ein, noch eine, noch einen, das gleiche, das selbe,
        dasselbe, gleiches, genauso, statt, anstatt, und wenn, geht das auch, geht auch,
        gerne mit, lieber, fehlt noch, es fehlt, es fehlen, da fehlt, besser mit, besser
        ohne, ich würde, können sie, kann er, kann sie, kann es, da müssen, da muss, es
        müssen, könnte er, könnte sie, geht es auch, ich hatte mir, ich dachte eher an, das
        ganze in, das ganze als, das aber, jetzt die, jetzt den, jetzt das ganze, jetzt ein,
        jetzt eine, jetzt einen, jetzt im, jetzt in, jetzt mit, jetzt ohne, jetzt als, jetzt
        bei, ich hätte es gern, ich hätte es gerne, ich hätte sie gern, ich hätte ihn gern,
        aber geht das, geht das in, geht das mit, geht das ohne, geht das als""",
    wishes="""
        bitte, soll, sollte, sollen, dazu, hinzu, statt, anstatt, stattdessen, könnte noch,
        braucht noch, mach es, mach ihn, mach sie, mach das, mach den, mach die, hätte gern""",
    describes="""
        ein, eine, einen, einem, einer, zwei, drei, vier, fünf, mit, ohne, bei, im, in, am,
        an, auf, unter, über, hinter, vor, als, mehr, weniger, kein, keine, keinen, größer,
        größere, größeren, kleiner, kleinere, dunkler, heller, etwas, nur, nachts, von oben,
        von unten, von vorne, von hinten, aus, wie ein, wie eine, porträt von, foto von,
        bild von, vielleicht, viel, viele, logo für, vom, wie von, wie aus, wie auf, wie im,
        wie in""",
    ends="""
        entfernen, hinzufügen, machen, ändern, ersetzen, austauschen, tauschen, löschen,
        drehen, vergrößern, verkleinern, aufhellen, abdunkeln, einfügen, ergänzen, zeichnen,
        malen, färben, einfärben, weglassen, wegmachen, rauszoomen, reinzoomen, ranzoomen,
        spiegeln, verschieben, verwandeln, umwandeln, anziehen, aufsetzen, dran, drauf,
        rein, weg, kippen, neigen, verbessern, säubern, glätten, vereinfachen, zentrieren,
        strecken, verbreitern, korrigieren, bearbeiten, platzieren, setzen, stellen, legen,
        hinstellen, zeigen, wechseln""",
    idioms="""
        mach s gut, machs gut, macht s gut, kannst du mir sagen, kannst du dir, kannst du
        glauben, kannst du mir helfen, können wir reden, können wir uns, kann ich dich, kann
        ich mal, kann ich mir vorstellen, ich will auch, ich will nach, ich möchte nach, ich
        brauche urlaub, ich brauche kaffee, wie wäre es bei dir, ein freund, eine freundin,
        ein bisschen spät, im ernst, im moment, im büro, in der arbeit, am wochenende, am
        ende, an sich, auf jeden fall, auf keinen fall, bei mir, bei uns, kein problem,
        keine ahnung, kein plan, kein ding, keine sorge, kein witz, mehr als, aus versehen,
        nur so, vor allem, vielleicht später, vielleicht morgen, viel spaß, viel glück, viel
        besser, viel zu, lass uns essen, lass mal treffen, zeig ich, mal sehen, mal schauen,
        mit dem, soll das, sollen wir, sollten wir, ein traum, über was, in echt, an alle,
        kann das mal jemand, kann jemand, kann mir, kann das jemand, stell dir vor, stellt
        euch vor, probier ich, probiere ich, versuch ich, macht spaß, macht nichts, macht
        sinn, macht ihr, macht das, jetzt in der, jetzt im ernst, jetzt die frage""",
    opinions="""
        ich finde, ich find, ich fand, ich liebe, ich mag, ich hasse, ich glaube, ich glaub,
        ich denke, ich kann nicht mehr, habt ihr, hast du, hat jemand, hat wer, seid ihr,
        bist du dabei, sind wir, kommt ihr, kommst du, wo bist, wo seid, warum ist, warum
        hat, wieso, das ist so, das ist ja, das ist echt, das sieht ja, der bot, der sieht
        aus wie, die sieht aus wie, muss ich, muss los, bin gleich, bin weg, bin dann, bis
        später, bis gleich, bis morgen, kp, keine ahnung, echt jetzt, boah, krass, weiß
        jemand, weiß wer, kennt jemand, kennt ihr, erinnert mich, ich lach, ich feier, ich
        freu, danke für, das wäre ein super, das ist viel, das kommt bei, davon haben, ich
        hab fast, was hast du, wo nimmst, wo hast, ja genau, guter bot, böser bot, bin am,
        hat sonst, frag mal, wie hast du, oh nein, wer soll, wer ist, wer hat, wer will, wer
        kommt, ich kann nicht, hat sich, wer von euch, wer von uns, ich heule""",
    about="""
        was kostet, was kosten, wie viel kostet, wieviel kostet, wie viel, wieviel, wie
        teuer, was kannst du, was kann ich, was kann der, was kann man, was bist du, was
        machst du, was ist das für ein bot, wer bist du, wer hat dich, bist du ein, bist du
        eine, bist du echt, bist du kostenlos, bist du da, ist das kostenlos, ist das
        gratis, ist es kostenlos, ist das umsonst, kostet das, kostet es, muss ich bezahlen,
        muss ich zahlen, wie funktioniert, wie geht das, wie benutze, wie benutzt, wie kann
        ich, wie lange dauert, welches modell, welche modelle, welche befehle, hilfe, hilf
        mir, kannst du mir helfen, kannst du helfen, ich brauche hilfe, sprichst du,
        verstehst du, kannst du deutsch, preise, preis, befehle, wie bekomme ich, wie kriege
        ich, kann man sehen, kann ich sehen, kann ich irgendwo sehen, wo sehe ich, wo kann
        ich, was passiert wenn, behält easel, speichert easel, kann easel, geht easel""",
    greetings="""
        hallo, hi, hey, moin, moin moin, servus, grüß gott, grüezi, guten morgen, guten tag,
        guten abend, mahlzeit, huhu, wie geht s, wie gehts, wie geht es dir""",
    talk="""
        danke, danke schön, dankeschön, danke dir, vielen dank, besten dank, dank dir,
        merci, wow, cool, geil, super, toll, klasse, spitze, perfekt, genial, mega, krass,
        sehr schön, sehr gut, gut, echt gut, süß, so süß, hübsch, wunderschön, lustig,
        witzig, nice, top, prima, wahnsinn, liebe es, ich liebe es, gefällt mir, ja, jo,
        jep, jup, jawohl, nein, nee, ne, ok, okay, klar, genau, stimmt, richtig, eben,
        gleichfalls, ebenfalls, sehe ich auch so, finde ich auch, ich auch, echt, wirklich,
        sehr, das, auch, oh, ah, ach, ach so, achso, aha, hm, hmm, äh, boah, alter, puh,
        uff, tja, na ja, naja, egal, schade, mist, sorry, entschuldigung, entschuldige, tut
        mir leid, falscher kanal, falscher chat, bis später, bis gleich, bis bald, bis
        morgen, tschüss, tschüs, ciao, gute nacht, bin gleich wieder da, bin gleich zurück,
        bin weg, moment, einen moment, warte, kein problem, kein ding, gern geschehen,
        gerne, bitte sehr, bitteschön, gut gemacht, gute arbeit, weiter so, niemals, auf
        keinen fall, auf jeden fall, keine ahnung, kp, ka, echt jetzt, im ernst, ernsthaft,
        zusammen, alle, leute, an alle, dir, euch, bot, easel, was, hä, wie bitte, lol,
        haha, gerade, da, mal, doch, total, besser, nicht schlecht, der hammer, zu gut, zu
        geil, und, ich kann nicht mehr, ich lach mich tot, ehrlich, alles klar, verstanden,
        passt, passt schon""",
    addressed="""
        danke, danke schön, dankeschön, danke dir, danke euch, danke sehr, danke vielmals,
        vielen dank, besten dank, herzlichen dank, lieben dank, tausend dank, merci, gut
        gemacht, schön gemacht, toll gemacht, super gemacht, gute arbeit, starke arbeit,
        saubere arbeit, glückwunsch, gratuliere, gratulation, willkommen zurück, gute nacht,
        gn, n8, schlaf gut, schlaft gut, tschüss, tschüs, ciao, bis dann, bis später, bis
        gleich, bis bald, bis morgen, mach s gut, machs gut, macht s gut, gern geschehen,
        bitte sehr, schönen abend, schönes wochenende, schönen feierabend, bravo, danke
        nochmal, danke noch mal, vielen lieben dank, nice gemacht""",
    fillers="""
        ok, okay, jetzt, nun, und, dann, auch, aber, bitte, also, so, hey, hallo, hm, hmm,
        ja, gut, super, danke, cool, easel, schön, perfekt, toll, noch, nochmal bitte, oder,
        äh, ähm, nein, moment, warte""",
    cues="""
        ich, wir, mir, mich, uns, unser, unsere, mein, meine, meinen, meiner, du, dir, dich,
        dein, deine, ihr, euch, ist, waren, sind, habt, habe, hab, hatte, wurde, wird, bist,
        seid, kommt, geht, gibt, weiß, glaube, finde, fand, sieht, wer, wann, wieso, warum,
        denn, doch, eigentlich, irgendwie, echt, krass, geil, lol, heute, morgen früh,
        gestern, später, gleich wieder, bot, jemand, niemand, keiner, leute, danke, lustig,
        witzig, muss, müssen, weil, komisch, zu dunkel, zu hell, das ist, stimmt, klar, war,
        bin, er, sie, es, killt, guckt, bekomme, wäre, würde, wo, was, wie, nie, immer,
        schon, fast, vorhin, handy, internet, wand, guter, frag, besser, lieblings, leider,
        schade, mittag, pizza, spiel, sorry, sollten wir, sollte man""",
    hints="""
        aber, sollte, soll, könnte, würde, zu, mehr, weniger, mit, ohne, statt, größer,
        kleiner, dunkler, heller, fehlt, lieber, wenn, noch, sollten""",
    common="""
        der, die, das, den, dem, des, ein, eine, einen, und, oder, von, zu, zum, zur, im,
        am, auf, mit, für, nicht, ist, sind, es, er, sie, wir, ich, du, ihr, sein, ihre, so,
        aus, bei, noch, auch, nur, schon, wie, was""",
    modals="""
        könnte, könnten, kann, können, soll, sollte, sollen, sollten, muss, müssen, darf""",
    pictures="""
        rot, blau, grün, gelb, orange, lila, violett, rosa, pink, schwarz, weiß, grau,
        braun, gold, silber, türkis, farb, bunt, pastell, regenbogen, dunkel, dunkl, hell,
        licht, schatten, kontrast, gesättigt, warm, wärm, kalt, kält, nebel, regen, schnee,
        sturm, gewitter, wolke, sonne, sonnen, mond, stern, himmel, nacht, abend, morgenrot,
        morgengrauen, dämmerung, frühling, sommer, herbst, winter, feuer, rauch, wasser,
        meer, ozean, strand, fluss, see, berg, hügel, wald, dschungel, baum, bäume, blume,
        blatt, blätter, wiese, feld, wüste, insel, stadt, dorf, straße, brücke, haus,
        häuser, schloss, burg, turm, leuchtturm, tempel, kirche, ruine, cafe, fenster, tür,
        dach, garten, weltraum, planet, galaxie, schiff, boot, auto, zug, flugzeug, fahrrad,
        roboter, drache, einhorn, katze, kater, hund, fuchs, bär, wolf, pferd, vogel, eule,
        fisch, wal, hai, frosch, hase, maus, löwe, tiger, elefant, pinguin, dinosaurier,
        monster, gespenst, hexe, zauberer, ritter, samurai, ninja, pirat, prinzessin, könig,
        engel, astronaut, krieger, mädchen, junge, frau, mann, gesicht, augen, ohren, haar,
        hand, hände, arm, bein, flügel, schwanz, bart, lächel, hut, mütze, krone, schal,
        brille, mantel, kleid, umhang, rüstung, hemd, schuh, hintergrund, vordergrund,
        porträt, landschaft, foto, gemälde, aquarell, öl, bleistift, skizze, tusche, comic,
        cartoon, anime, manga, ghibli, pixel, lego, sticker, aufkleber, logo, icon, poster,
        steampunk, cyberpunk, gotisch, vintage, retro, realistisch, abstrakt, weitwinkel,
        nahaufnahme, perspektive, unscharf, näher, größer, kleiner, höher, länger, runder,
        flauschig, fröhlich, trauriger, wütend, älter, jünger, weicher, schärfer, stil,
        version, 3d, 4k, 35mm, neon, sitzt, stehend, sitzend, tasse, kontur, umriss, linie,
        kante, rahmen, kamera, objektiv, textur, muster, glitzer, metall, holz, glas, stein,
        flasche, becher, tisch, stuhl, lampe, laterne, kerze, pilz, ballon, regenschirm,
        schwert, maske, helm, tasche, buch, fahne, uhr, weihnacht, halloween, mittelalter,
        futuristisch, vaporwave, noir, barock, renaissance, impressionist, isometrisch, low
        poly, knete, origami, mosaik, graffiti, tattoo, vektor, silhouette, cover,
        postkarte, häschen, welpe, kätzchen, schildkröte, schmetterling, biene, schlange,
        krähe, reh, hirsch, eichhörnchen, panda, krake, krabbe, ente, huhn, kuh, schwein,
        schaf, ziege, kind, baby, oma, dicker, dünner, breiter, süßer, gruseliger,
        bibliothek, markt, bahnhof, welle, klippe, höhle, sumpf, palast, hochhaus, skyline,
        unterwasser, stimmung, quadrat, quadratisch, rückseite, vorderseite, atmosphäre""",
)
