"""Portuguese requests and small talk, as written in Brazil."""

from bot.core.small_talk.phrases import Phrases

PORTUGUESE = Phrases(
    changes="""
        faz, faça, faca, fazer, coloca, coloque, colocar, põe, ponha, pôr, bota, bote,
        botar, adiciona, adicione, adicionar, acrescenta, acrescente, acrescentar, tira,
        tire, tirar, remove, remova, remover, apaga, apague, apagar, muda, mude, mudar,
        troca, troque, trocar, substitui, substitua, substituir, transforma, transforme,
        transformar, converte, desenha, desenhe, desenhar, pinta, pinte, pintar, cria, crie,
        criar, gera, gere, gerar, imagina um, imagina uma, dá um, dá uma, dá mais, dá pra
        ela um, mete, move, mova, mover, gira, gire, vira, vire, inverte, inverta, corta,
        corte, recorta, aproxima, aproxime, afasta, afaste, aumenta, aumente, aumentar,
        diminui, diminua, diminuir, clareia, clareie, escurece, escureça, colore, colorir,
        veste, vista, deixa, deixe, deixar, usa, use, usar, tenta, tente, experimenta,
        mostra, mostre, mostrar, mantém, mantenha, combina, combine, mistura, misture,
        desfoca, escreve, escreva, arruma, arrume, conserta, corrige, corrija, modifica,
        edita, edite, refaz, refaça, ajusta, ajuste, passa pra, passa para, enche, cobre,
        enfeita, inclina, incline, limpa, limpe, melhora, melhore, simplifica, decora,
        centraliza, centralize, estica, alarga, levanta, suaviza, afina, espelha, espelhe,
        duplica, me dá um, me dá uma, me da um, vamos tentar, vamos colocar, vamos botar,
        vamos fazer, vamos pôr""",
    asks="""
        pode, poderia, podia, você pode, vc pode, consegue, você consegue, vc consegue,
        conseguiria, dá pra, da pra, dá para, tem como, daria pra, será que dá, é possível,
        seria possível, podemos, e se, que tal, e que tal, como ficaria, como seria, por que
        não, quero, eu quero, queria, eu queria, gostaria, preciso de, precisa de, falta,
        faltam, faltou, tá faltando, agora com, agora sem, agora em, agora no, agora na, a
        mesma, o mesmo, mesma coisa, igual mas, igual só que, igual com, mais um, mais uma,
        outro, outra, um com, uma com, em vez de, no lugar de, ao invés de, melhor com,
        melhor sem, quero ver, ele pode, ela pode, eles podem, elas podem, você poderia, vc
        poderia, você podia, podem, poderiam, eu tinha pensado, se importa de, você se
        importa, isso só que, isso em, some com, pensei em, agora o, agora um, agora uma""",
    wishes="""
        por favor, pfv, pfvr, pf, devia ser, deveria ser, devia ter, deveria ter, devia
        estar, tem que ser, em vez de, no lugar, ao invés, faz ele, faz ela, coloca um,
        coloca uma, bota um, bota uma, tira o, tira a, deixa o, deixa a, gostaria, queria
        que, quero que""",
    describes="""
        um, uma, uns, umas, dois, duas, três, quatro, cinco, com, sem, no, na, nos, nas, ao,
        em, de noite, de dia, de cima, de baixo, sobre, sob, atrás, na frente, como um, como
        uma, como se, mais, menos, só, apenas, estilo, retrato de, foto de, imagem de,
        talvez, um pouco, muitos, muitas, numa, num, como se fosse, visto de, vista de, logo
        pra, logo para, como desenhado, como pintado, tipo um, tipo uma""",
    idioms="""
        pode crer, pode ser, pode me ajudar, pode me dizer, você pode me ajudar, consegue
        acreditar, consegue me ajudar, podemos conversar, quero dormir, quero ir, quero um
        desses, quero muito, quero esse, preciso de café, preciso de férias, preciso de
        ajuda, preciso ir, e se a gente fosse jogar, um amigo, uma amiga, um minuto, um
        segundo, uma pergunta, no trabalho, no fim, no final, na real, na moral, na verdade,
        na minha opinião, na aula, em reunião, em casa, com certeza, com razão, sem dúvida,
        sem palavras, sem graça, sem noção, mais tarde, mais ou menos, mais que, como
        sempre, só digo, só que não, só acho, talvez amanhã, outro dia, outra coisa, falta
        muito, falta pouco, dá pra ver, dá pra acreditar, da pra ver, deixa pra lá, deixa
        quieto, vira essa boca, tira onda, faz sentido, faz tempo, faz parte, que tal vocês,
        usa muito, mostra pra, a gente, agora o problema, agora um pouco, agora na reunião,
        imagina mostrar""",
    opinions="""
        acho, eu acho, achei, eu amo, amo, amei, adorei, adoro, gostei, eu gostei, eu gosto,
        odeio, eu odeio, não sei, sei lá, quem, alguém, viram, vocês viram, você viu, vc
        viu, cês viram, vocês, sabe, sabem, cadê, onde está, por que é, por que tá, porque
        será, lembra meu, lembra o meu, me lembra, esse bot, o bot, que fofo, que fofa, que
        lindo, que linda, que legal, que massa, que engraçado, que isso, já volto, não
        acredito, morri, obrigado pela, obrigada pela, obrigado por, valeu pela, saiu bem,
        quase chorei, já temos, o que você escreveu, como você fez, de onde, sim era, bom
        bot, ele tá julgando, pergunta pra, por que ele, mais alguém, ah não, chegou, quem
        é, quem foi, alguém pode, aliás, que horas, chorando com, chorei com, qual de vocês,
        quem de vocês, quem fez""",
    about="""
        quanto custa, quanto é, quanto sai, quanto vale, quanto, qual o preço, qual é o
        preço, é de graça, isso é de graça, é grátis, é gratuito, é pago, tem que pagar,
        precisa pagar, preciso pagar, o que você sabe, o que você faz, o que você pode, o
        que vc faz, o que vc sabe, o que vc pode, o que dá pra fazer, o que posso, o que é
        você, quem é você, quem é vc, quem te criou, quem te fez, pra que você serve, você é
        um, você é uma, vc é um, vc é uma, como funciona, como você funciona, como usa, como
        se usa, como eu uso, como faço, como eu faço, como posso, quanto tempo, qual modelo,
        que modelo, quais comandos, quais os comandos, ajuda, me ajuda, socorro ajuda, pode
        me ajudar, você pode me ajudar, preciso de ajuda, você fala, você entende, preço,
        preços, comandos, você tá aí, tá aí, como consigo, dá pra ver quanto, dá pra ver o
        que, posso ver quanto, o que acontece, easel guarda, o easel""",
    greetings="""
        oi, oie, oii, olá, opa, e aí, eai, eae, bom dia, boa tarde, boa noite, hey, fala,
        salve, tudo bem, tudo bom, como vai, beleza""",
    talk="""
        obrigado, obrigada, muito obrigado, muito obrigada, brigado, brigada, obg, valeu,
        vlw, uau, wow, nossa, caramba, caraca, legal, muito legal, top, demais, perfeito,
        perfeita, lindo, linda, muito lindo, muito linda, maravilhoso, maravilhosa,
        incrível, sensacional, fofo, fofa, que fofo, que fofa, que lindo, que linda, que
        legal, que massa, que isso, muito bom, muito boa, bom, boa, bem, muito bem, ótimo,
        ótima, excelente, amei, adorei, gostei, gostei muito, eu amei, eu adorei, sim, não,
        nao, n, s, ss, ok, okay, tá, ta, tá bom, claro, com certeza, isso, isso aí, isso
        mesmo, exato, exatamente, verdade, é verdade, concordo, pois é, né, eu também, tmb,
        tbm, também, muito, mt, mto, demais da conta, ah, oh, ai, ui, eita, oxe, hmm, hm,
        putz, poxa, sério, serio, foi mal, desculpa, desculpe, canal errado, errei, já
        volto, fui, tchau, até mais, até logo, até amanhã, falou, flw, espera, um minuto, um
        segundo, de nada, imagina, relaxa, parabéns, mandou bem, bom trabalho, arrasou,
        nunca, jamais, nem ferrando, nem pensar, sei lá, não sei, pessoal, gente, galera,
        todos, todo mundo, amigos, amigo, mano, bot, easel, é, o melhor, a melhor, lol, rs,
        rsrs, morri, tô morrendo, e, o, a, que, como, entendi, beleza, blz, pra você, pra
        vc, pode crer, faz sentido, sqn, deixa pra lá, pra todo mundo, para todo mundo, pra
        todos, pra geral""",
    addressed="""
        obrigado, obrigada, muito obrigado, muito obrigada, brigado, brigada, brigadão, obg,
        valeu, vlw, valeu mesmo, valeu demais, mandou bem, bom trabalho, belo trabalho,
        arrasou, parabéns, bravo, tchau, até mais, até logo, até amanhã, até depois, falou,
        flw, se cuida, durma bem, dorme bem, de nada, bom descanso, bom fim de semana""",
    fillers="""
        ok, okay, agora, e, depois, também, mas, por favor, pfv, então, bom, tá, oi, hey,
        hmm, sim, legal, valeu, obrigado, easel, perfeito, show, não, ou, aí, espera,
        beleza, massa, ó, olha, lindo, ótimo""",
    cues="""
        eu, nós, a gente, meu, minha, meus, minhas, você, vocês, vc, vcs, cê, sou, somos,
        era, foi, foram, estava, está, ficou, ficaram, tem que, vou, vão, acho, achei, sei,
        sabe, parece meu, parece que, quem, quando, cadê, kkk, rs, lol, amanhã, ontem, hoje,
        bot, alguém, ninguém, pessoal, galera, valeu, obrigado, porque, nossa, muito bom,
        muito escuro, muito claro, desculpa, amei, adorei, isso é, né, me, te, nos, se,
        temos, tem, tenho, tive, saiu, chegou, chorei, quase, já, onde, como, o que, seria,
        daria, ele, ela, eles, sempre, nunca, antes, depois, celular, internet, parede, bom,
        melhor, favorito, fofo, engraçado, estranho, pena, pizza, jogo, tá, tô, vai, queria
        dizer, por que, fui, mano, demais, eita, parece, coloquei, não""",
    hints="""
        mas, devia, deveria, podia, poderia, muito, demais, mais, menos, com, sem, melhor,
        falta, faltou, se""",
    common="""
        o, a, os, as, um, uma, de, do, da, dos, das, e, ou, em, no, na, com, por, pra, pro,
        para, não, é, são, se, me, te, seu, sua, meu, minha, que, mais, muito, isso, esse,
        ele, ela, já, tá, tô""",
    modals="""
        poderia, podia, pode, podem, devia, deveria, deve, tem que, precisa""",
    pictures="""
        vermelh, azul, verde, amarel, laranja, rox, violeta, rosa, preto, preta, branc,
        cinza, marrom, dourad, pratead, turquesa, cor, cores, pastel, arco íris, escur,
        clar, luz, sombra, contraste, saturad, quente, frio, fria, neblina, chuva, neve,
        tempestade, nuvem, nuvens, sol, lua, estrela, céu, noite, amanhecer, entardecer, pôr
        do sol, primavera, verão, outono, inverno, fogo, fumaça, água, mar, oceano, praia,
        rio, lago, cachoeira, montanha, colina, floresta, selva, árvore, flor, flores,
        folha, grama, campo, deserto, ilha, cidade, vila, rua, ponte, casa, castelo, torre,
        farol, templo, igreja, ruína, cafeteria, janela, porta, telhado, jardim, espaço,
        planeta, galáxia, barco, navio, carro, trem, avião, bicicleta, robô, dragão,
        unicórnio, gato, cachorro, raposa, urso, lobo, cavalo, pássaro, coruja, peixe,
        baleia, tubarão, sapo, coelho, rato, leão, tigre, elefante, pinguim, dinossauro,
        monstro, fantasma, bruxa, mago, cavaleiro, samurai, ninja, pirata, princesa, rei,
        rainha, anjo, astronauta, guerreir, menina, menino, mulher, homem, rosto, olho,
        orelha, cabelo, mão, mãos, braço, perna, asa, cauda, barba, sorri, chapéu, boné,
        coroa, cachecol, óculos, casaco, vestido, capa, armadura, camisa, sapato, fundo,
        primeiro plano, plano, retrato, paisagem, foto, quadro, pintura, aquarela, óleo,
        lápis, esboço, tinta, quadrinho, desenho animado, anime, mangá, ghibli, pixel, lego,
        adesivo, logo, ícone, pôster, steampunk, cyberpunk, gótic, vintage, retrô, realista,
        abstrat, perspectiva, desfoc, borrad, perto, grande, maior, maiores, menor, pequen,
        alto, long, redond, alegre, triste, velh, antig, jovem, suave, nítid, estilo,
        versão, 3d, 4k, 35mm, neon, xícara, reflexo, contorno, linha, borda, moldura,
        câmera, lente, textura, padrão, brilho, metal, madeira, vidro, pedra, garrafa, mesa,
        cadeira, lâmpada, lanterna, vela, cogumelo, balão, guarda chuva, espada, máscara,
        capacete, bolsa, livro, bandeira, relógio, natal, halloween, medieval, futurista,
        vaporwave, barroc, renascentista, impressionista, isométric, low poly, argila,
        origami, mosaico, grafite, tatuagem, vetor, silhueta, capa de, cartão postal,
        coelhinho, filhote, gatinho, tartaruga, borboleta, abelha, cobra, corvo, cervo,
        esquilo, panda, polvo, caranguejo, pato, galinha, vaca, porco, ovelha, cabra,
        criança, bebê, avó, gross, fin, larg, curt, biblioteca, mercado, estação, onda,
        penhasco, caverna, pântano, palácio, arranha céu, submarin, casinha, quadrado,
        clima, atmosfera""",
)
