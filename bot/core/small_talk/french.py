"""French requests and small talk."""

from bot.core.small_talk.phrases import Phrases

FRENCH = Phrases(
    changes="""
        mets, met, mettez, mettre, fais, fait le, faites, faire, ajoute, ajoutez, ajouter,
        rajoute, rajouter, rajoutez, enlève, enlevez, enlever, retire, retirez, retirer,
        supprime, supprimez, supprimer, efface, effacer, change, changez, changer, remplace,
        remplacez, remplacer, rends, rend, rendez, rendre, transforme, transformez,
        transformer, dessine, dessinez, dessiner, peins, peint, peindre, peignez, crée,
        créer, génère, générer, imagine un, imagine une, donne, donnez, donner, place,
        placez, placer, déplace, déplacer, tourne, tourner, retourne, retourner, inverse,
        inverser, recadre, recadrer, zoome, zoomer, dézoome, dézoomer, agrandis, agrandir,
        réduis, réduire, rétrécis, augmente, augmenter, diminue, diminuer, éclaircis,
        éclaircir, assombris, assombrir, colorie, colorier, colore, colorer, habille,
        habiller, garde, garder, utilise, utiliser, essaie, essaye, essayer, montre,
        montrer, montre moi, vire, virer, passe le, passe la, passe en, refais, refaire,
        corrige, corriger, modifie, modifier, combine, mélange, fusionne, floute, flouter,
        lisse, élargis, écris, écrire, laisse le, laisse la, laisse les, bouge, échange,
        échanger, convertis, incline, penche, nettoie, améliore, simplifie, décore, centre,
        étire, soulève, pose, affine, épaissis, adoucis, rapproche, éloigne, essayons,
        mettons, faisons, ajoutons""",
    asks="""
        tu peux, peux tu, tu pourrais, pourrais tu, pouvez vous, pourriez vous, vous pouvez,
        vous pourriez, on peut, peut on, on pourrait, est ce que tu peux, est ce qu on peut,
        est ce que tu pourrais, est ce possible de, c est possible de, possible de, et si,
        et en, et avec, et sans, et pourquoi pas, pourquoi pas, que dirais tu, qu en est il,
        je veux, je voudrais, j aimerais, je souhaite, j ai besoin d, il me faut, il faut,
        il faudrait, faudrait, il manque, manque, pareil mais, pareil en, pareil avec,
        pareil sans, la même, le même, même chose, les mêmes, idem mais, idem en, idem avec,
        plutôt, encore une, encore un, une autre, un autre, ça donnerait quoi, ça donne
        quoi, à quoi ça ressemblerait, au lieu de, il peut, elle peut, ils peuvent, elles
        peuvent, il pourrait, elle pourrait, est ce qu il peut, ça peut être, je pensais à,
        ça mais, ça en, est ce que tu, maintenant le, maintenant la, maintenant les,
        maintenant un, maintenant une, maintenant en, maintenant avec, maintenant sans""",
    wishes="""
        svp, stp, s il te plaît, s il vous plaît, sil te plait, sil vous plait, devrait
        être, devrait avoir, devraient être, doit être, à la place, au lieu de, plutôt en,
        mets le, mets la, mets un, mets une, ajoute un, ajoute une, ajoute des, fais le,
        fais la, rends le, rends la, enlève le, enlève la, je voudrais, j aimerais""",
    describes="""
        un, une, des, deux, trois, quatre, cinq, avec, sans, au, aux, en, dans, sur, sous,
        derrière, devant, comme un, comme une, plus, moins, plus de, plus grand, plus petit,
        pas de, juste, vu de, vue de, de nuit, de jour, d en haut, d en bas, portrait d,
        photo d, image d, peut être, beaucoup de, à la manière, façon, style, logo pour,
        comme dans, comme si, comme dessiné, comme peint""",
    idioms="""
        tu peux me dire, tu peux croire, tu peux m expliquer, tu peux m aider, peux tu m
        aider, peux tu me dire, vous pouvez m aider, on peut se, on peut parler, on peut
        manger, on peut y, je veux bien, je veux dormir, je veux rentrer, je veux ça, je
        veux le même, il faut que, il faut qu, faut que, faut qu, et toi, et vous, et si on
        allait, un pote, un ami, une amie, un peu tard, deux secondes, deux minutes, en
        vrai, en fait, en même temps, en réunion, en tout cas, au boulot, au travail, au
        fait, au pire, au moins, au revoir, dans mes rêves, dans le bus, sur le coup, sans
        blague, sans déc, pas de souci, pas de problème, pas de quoi, plus tard, plus
        jamais, plus que, plus ou moins, plus de batterie, juste une question, peut être
        demain, peut être que, beaucoup de, sous le charme, une tuerie, un régal, une
        dinguerie, comme un lundi, tu peux le croire, on dirait, on se, on a, on est, on va,
        on fait, on y, on mange, on sait, un peu bizarre, comme d habitude, comme toujours,
        comme ça, imagine montrer, maintenant la question, maintenant en réunion""",
    opinions="""
        je trouve, j adore, j aime, j aime bien, je déteste, je crois, je pense, je préfère,
        je préférais, je reviens, je file, je rigole, je meurs, je comprends, qui a, qui
        est, qui veut, qui vient, quelqu un, vous avez, tu as, t as, as tu, avez vous, vous
        êtes, t es, tu es, tu viens, vous venez, où est, où êtes, pourquoi il, pourquoi
        elle, pourquoi c, c est trop, c est tellement, c est vraiment, c est quand, ce bot,
        le bot, ça ressemble à mon, jsp, oh là là, à tout à l heure, ça me rappelle, trop
        bien, trop mignon, trop drôle, hâte de, merci pour, c est sorti, j ai failli, on en
        a, t as tapé, comment t as, comment tu as, où tu, ouais c est, bon bot, il nous,
        demande à, quelqu un d autre, oh non, c est qui, quelqu un peut, tu enregistres, c
        est à quelle, lequel de vous, laquelle de vous, qui de vous, qui a fait, je pleure""",
    about="""
        combien, ça coûte, c est combien, c est gratuit, c est payant, est ce gratuit, est
        ce que c est gratuit, est ce que c est payant, est ce que ça coûte, quel est le
        prix, quels sont les prix, tu sais faire quoi, tu fais quoi, tu peux faire quoi, que
        sais tu, que peux tu, qu est ce que tu, que fais tu, à quoi tu sers, à quoi sers tu,
        qui es tu, t es qui, tu es qui, qui t a, es tu, tu es un robot, t es un robot, t es
        un bot, t es une ia, comment ça marche, comment ça fonctionne, comment tu marches,
        comment je fais, comment on fait, comment faire, comment utiliser, comment je peux,
        combien de temps, quel modèle, quelles commandes, aide, à l aide, aide moi, tu peux
        m aider, peux tu m aider, j ai besoin d aide, tu parles, parles tu, tu comprends,
        faut payer, il faut payer, prix, tarifs, tarif, commandes, tu es là, t es là, on
        peut voir combien, on peut voir ce, je peux voir combien, est ce que easel, il se
        passe quoi, qu est ce qui se passe si, que se passe t il""",
    greetings="""
        bonjour, salut, coucou, hello, bonsoir, yo, wesh, bjr, slt, cc, hey, ça va, comment
        ça va, comment vas tu, bien le bonjour""",
    talk="""
        merci, merci beaucoup, merci bien, mille mercis, waouh, wow, ouah, génial, super,
        top, parfait, excellent, magnifique, superbe, sublime, joli, très joli, mignon, trop
        mignon, trop bien, trop cool, trop drôle, trop fort, trop, cool, nickel, incroyable,
        dingue, ouf, énorme, stylé, j adore, j aime, j aime bien, j aime trop, oui, ouais,
        ouaip, yep, non, nan, nope, ok, okay, d accord, dac, bien sûr, carrément, grave,
        exact, exactement, clair, c est clair, c est vrai, pareil, moi aussi, idem,
        tellement, vraiment, très, bien, très bien, pas mal, pas mal du tout, bof, mouais,
        ah, oh, oh là là, olala, eh, hein, euh, hmm, hm, bah, ben, zut, mince, mdr, ptdr,
        lol, xptdr, désolé, désolée, pardon, mauvais salon, mauvais canal, je reviens, je
        file, à plus, à plus tard, à tout, à bientôt, à demain, au revoir, bonne nuit, bonne
        soirée, bonne journée, ciao, bye, attends, une seconde, deux secondes, pas de souci,
        pas de problème, de rien, avec plaisir, bravo, bien joué, beau travail, bon travail,
        félicitations, chapeau, continue, jamais, pas possible, impossible, sérieux,
        sérieusement, jsp, je sais pas, je ne sais pas, aucune idée, à tous, tout le monde,
        les gars, les amis, toi, vous, bot, easel, c est, ça, quoi, comment, le meilleur, la
        meilleure, une tuerie, je suis mort, je suis morte, j avoue, franchement, en vrai,
        et, nickel chrome, ça marche, compris, voilà, tant pis, et toi""",
    addressed="""
        merci, merci beaucoup, merci bien, merci encore, mille mercis, merci mille fois, un
        grand merci, merci à toi, bravo, bien joué, bien vu, joli coup, beau travail, beau
        boulot, bon travail, bon boulot, félicitations, chapeau, bon retour, bonne nuit,
        bonne soirée, bonne journée, bon week end, dors bien, à plus, à plus tard, à
        bientôt, à demain, à tout à l heure, au revoir, ciao, bye, de rien, avec plaisir""",
    fillers="""
        ok, okay, maintenant, et, alors, puis, ensuite, aussi, mais, svp, stp, bon, bah,
        ben, hey, salut, bonjour, hmm, oui, ouais, super, merci, cool, easel, parfait,
        génial, euh, non, ou, attends, enfin, du coup""",
    cues="""
        je, j, moi, nous, notre, nos, mon, ma, mes, tu, toi, te, ton, ta, tes, vous, votre,
        vos, c est, c était, cest, est ce, suis, êtes, sommes, sont, était, étaient, avez,
        avons, ont, avait, vais, vas, allez, trouve, pense, crois, sais, dirait, ressemble,
        qui, quand, pourquoi, trop, vraiment, tellement, franchement, mdr, ptdr, lol,
        demain, hier, aujourd hui, ce soir, bot, quelqu un, tout le monde, merci, faut,
        parce que, bravo, ça, on, il, elle, ils, elles, me, m, ai, as, es, ferait, serait,
        sorti, celui, celle, où, comment, déjà, toujours, jamais, tout à l heure, tel,
        connexion, mur, demande, mieux, préféré, mignon, drôle, bizarre, dommage, pizza,
        match, désolé, boulot, faut qu on, a pris, a vécu, retour""",
    hints="""
        mais, devrait, pourrait, trop, plus, moins, avec, sans, plutôt, manque, faudrait, si""",
    common="""
        le, la, les, l, un, une, des, du, de, d, et, ou, à, au, aux, en, dans, sur, avec,
        pour, pas, ne, est, sont, il, elle, on, nous, je, j, tu, vous, ça, ce, c, qu, que,
        qui, son, sa, ses, plus, très""",
    modals="""
        pourrait, pourraient, peut, peuvent, devrait, doit, doivent""",
    pictures="""
        rouge, bleu, vert, jaune, orange, violet, rose, noir, blanc, gris, marron, brun,
        doré, argent, turquoise, couleur, pastel, arc en ciel, sombre, clair, lumière,
        lumineu, ombre, contraste, saturé, chaud, froid, brouillard, brume, pluie, neige,
        tempête, orage, nuage, soleil, lune, étoile, ciel, nuit, aube, crépuscule,
        printemps, été, automne, hiver, feu, fumée, eau, mer, océan, plage, rivière, lac,
        cascade, montagne, colline, forêt, jungle, arbre, fleur, feuille, herbe, champ,
        désert, île, ville, village, rue, pont, maison, château, tour, phare, temple,
        église, ruine, café, fenêtre, porte, toit, jardin, espace, planète, galaxie, bateau,
        navire, voiture, train, avion, vélo, robot, dragon, licorne, chat, chien, renard,
        ours, loup, cheval, oiseau, hibou, poisson, baleine, requin, grenouille, lapin,
        souris, lion, tigre, éléphant, pingouin, dinosaure, monstre, fantôme, sorcière,
        sorcier, chevalier, samouraï, ninja, pirate, princesse, roi, reine, ange,
        astronaute, guerrier, fille, garçon, femme, homme, visage, yeux, oreille, cheveux,
        main, bras, jambe, aile, queue, barbe, sourire, chapeau, casquette, couronne,
        écharpe, lunettes, manteau, robe, cape, armure, chemise, chaussure, fond, arrière
        plan, premier plan, portrait, paysage, photo, tableau, peinture, aquarelle, huile,
        crayon, croquis, encre, comics, dessin animé, anime, manga, ghibli, pixel, lego,
        autocollant, sticker, logo, icône, affiche, steampunk, cyberpunk, gothique, vintage,
        rétro, réaliste, abstrait, plan, gros plan, perspective, flou, près, grand, petit,
        haut, long, rond, joyeux, triste, vieux, vieil, jeune, doux, net, style, version,
        3d, 4k, 35mm, néon, debout, assis, tasse, reflet, contour, ligne, bord, cadre,
        caméra, objectif, texture, motif, paillette, métal, bois, verre, pierre, bouteille,
        table, chaise, lampe, lanterne, bougie, champignon, ballon, parapluie, épée, masque,
        casque, sac, livre, drapeau, horloge, noël, halloween, médiéval, futuriste,
        vaporwave, noir et blanc, baroque, renaissance, impressionniste, isométrique, low
        poly, argile, origami, mosaïque, graffiti, tatouage, vecteur, silhouette, pochette,
        carte postale, chiot, chaton, tortue, papillon, abeille, serpent, corbeau, cerf,
        écureuil, panda, pieuvre, crabe, canard, poule, vache, cochon, mouton, chèvre,
        enfant, bébé, mamie, épais, mince, large, étroit, mignonne, court, bibliothèque,
        marché, gare, vague, falaise, grotte, marais, palais, gratte ciel, sous marin,
        carré, ambiance, dos, atmosphère""",
)
