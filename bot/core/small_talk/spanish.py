"""Spanish requests and small talk."""

from bot.core.small_talk.phrases import Phrases

SPANISH = Phrases(
    changes="""
        haz, hacé, haga, hagan, hacer, pon, poné, ponga, poner, añade, añadí, añadir,
        agrega, agregá, agregar, quita, quitá, quitar, saca, sacá, sacar, elimina, eliminar,
        borra, borrá, borrar, cambia, cambiá, cambie, cambiar, reemplaza, reemplazar,
        sustituye, convierte, convertir, transforma, transformar, dibuja, dibujá, dibujar,
        pinta, pintá, pintar, crea, crear, genera, generar, imagina un, imagina una, mete,
        metele, meter, coloca, colocar, mueve, mové, mover, gira, girar, voltea, recorta,
        recortar, acerca, acércate, aleja, alejá, aumenta, aumentar, reduce, reducir,
        agranda, agrandar, achica, aclara, aclarar, oscurece, oscurecer, colorea, colorear,
        vestí, deja, dejá, usa, usá, usar, prueba, probá, intenta, muestra, muestrame,
        mostrá, enseña, mantén, mantene, combina, mezcla, desenfoca, escribe, escribí,
        arregla, corrige, modifica, edita, rehaz, rehacer, sube el, sube la, baja el, baja
        la, vuelve a, cámbiale, ilumina, desaparece, añádele, dale, dales, dame, vístelo,
        vístela, inclina, limpia, mejora, simplifica, decora, centra, estira, ensancha,
        levanta, suaviza, afina, apunta, adorna, invierte, refleja, duplica, probemos,
        pongamos, hagamos, agreguemos""",
    asks="""
        puedes, podés, podrías, puede, podría, podemos, podríamos, se puede, se podría, me
        puedes, me podrías, lo puedes, la puedes, es posible, sería posible, y si, qué tal
        si, qué tal, qué tal con, qué pasa si, cómo se vería, cómo quedaría, por qué no,
        quiero, quisiera, quiero ver, me gustaría, necesito, hace falta, le falta, le
        faltan, falta, faltan, que sea, que esté, que tenga, que lleve, que parezca, que se
        vea, que haya, ahora con, ahora sin, ahora en, ahora de, lo mismo, la misma, el
        mismo, igual pero, igual con, otra vez, otro, otra, uno con, una con, en vez de, en
        lugar de, mejor con, mejor sin, mejor en, a ver con, a ver en, pueden, podrían,
        puede estar, me lo imaginaba, te importaría, eso pero, eso en, fuera el, fuera la,
        pensaba en, ahora el, ahora la, ahora los, ahora las, ahora un, ahora una""",
    wishes="""
        por favor, porfa, porfis, plis, pls, debería ser, debería estar, debería tener,
        deberían ser, tiene que ser, tendría que, en vez de, en lugar de, hazlo, hazla,
        ponlo, ponla, ponle, quítale, añádele, agrégale, cámbiale, me gustaría, quiero que""",
    describes="""
        un, una, unos, unas, dos, tres, cuatro, cinco, con, sin, al, en, de noche, de día,
        desde, sobre, bajo, detrás, delante, como un, como una, como si, más, menos, mas, no
        tan, solo, sólo, estilo, retrato de, foto de, imagen de, quizás, tal vez, un poco,
        muchos, muchas, visto de, visto desde, vista de, logo para, como en, como dibujado,
        como pintado, como hecho""",
    idioms="""
        puedes creer, puedes creerlo, me puedes ayudar, puedes ayudarme, puedes decirme, me
        puedes decir, podemos hablar, podemos quedar, podemos jugar, podemos ir, quiero
        dormir, quiero ir, quiero uno, quiero eso, quiero comer, necesito café, necesito
        vacaciones, necesito dormir, necesito ayuda, y si vamos, y si jugamos, qué tal todo,
        qué tal estás, qué tal el, un amigo, una amiga, un momento, un segundo, una
        pregunta, una pasada, una locura, dos minutos, en serio, en fin, en el trabajo, en
        la oficina, en clase, en mi opinión, al final, al menos, al parecer, al fin, con
        razón, con todo, sin duda, sin palabras, más tarde, más o menos, más que, mas tarde,
        como siempre, solo digo, tal vez mañana, tal vez más, quizás mañana, otro día, otra
        cosa, sobre todo, da igual, da risa, da miedo, dale igual, deja de, dejame pensar,
        vuelve a llamar, falta mucho, falta poco, por qué no vamos, como yo, un crack, no
        me, no se, no lo, no la, no te, no puedo, no creo, no entiendo, no tengo, no es, no
        hay, no era, no fue, no he, pinta bien, más bonito, más lindo, como un campeón, como
        tú, ahora la gente, ahora en serio, ahora la pregunta""",
    opinions="""
        creo, yo creo, me encanta, me encantó, me gusta, me gustó, me gustaba, me parece, me
        recuerda, me voy, me muero, me río, amo, odio, no sé, nose, no me gusta, quién,
        alguien, vieron, viste el, viste la, has visto, habéis visto, habéis, han visto,
        sabes, saben, sabéis, eres, sos, estás, vienes, venís, dónde está, dónde están, por
        qué es, por qué está, por qué tiene, se parece a, este bot, el bot, qué bonito, qué
        bueno, qué lindo, qué linda, qué risa, qué gracioso, qué guapo, qué mono, qué chulo,
        qué locura, ahora vuelvo, ya vuelvo, nos vemos, se lo voy, se la voy, voy a, gracias
        por, salió, casi lloro, ya tenemos, qué escribiste, cómo lo hiciste, de dónde, sí
        eso, buen bot, nos está, pregúntale, alguien más, a alguien, ay no, llegó, quién es,
        alguien puede, por cierto, a qué hora, lloro por, lloro con, llorando con, quién de
        ustedes, quién de vosotros, cuál de ustedes""",
    about="""
        cuánto cuesta, cuánto vale, cuánto sale, cuánto es, cuánto cobra, cuánto, cuántas
        imágenes, qué precio, cuál es el precio, es gratis, esto es gratis, es de pago, hay
        que pagar, tengo que pagar, qué puedes, qué podés, qué sabes, qué sabés, qué haces,
        qué hacés, qué eres, qué sos, quién eres, quién sos, quién te hizo, quién te creó,
        para qué sirves, para qué servís, eres un, eres una, sos un, eres humano, cómo
        funciona, cómo funcionas, cómo se usa, cómo uso, cómo te uso, cómo puedo, cómo hago,
        cuánto tarda, qué modelo, qué comandos, ayuda, ayúdame, me puedes ayudar, puedes
        ayudarme, me ayudas, necesito ayuda, hablas, entiendes, entendés, precio, precios,
        comandos, estás ahí, cómo consigo, se puede ver cuánto, se puede ver lo que, puedo
        ver cuánto, qué pasa si, qué pasa cuando, easel guarda, easel puede""",
    greetings="""
        hola, holi, holis, buenas, buenos días, buen día, buenas tardes, buenas noches, hey,
        qué tal, qué tal todo, qué onda, cómo estás, cómo va, cómo andas, saludos""",
    talk="""
        gracias, muchas gracias, mil gracias, guau, wow, genial, súper, excelente, perfecto,
        hermoso, hermosa, precioso, preciosa, bonito, bonita, lindo, linda, bello, bella,
        qué bonito, qué bueno, qué lindo, qué linda, qué mono, qué chulo, qué guay, qué
        risa, qué bien, increíble, brutal, guay, chulo, chévere, bacán, qué padre, mola,
        mola mucho, cómo mola, buenísimo, buenísima, bueno, buena, muy bueno, muy buena, muy
        bien, bien, me encanta, me encantó, me gusta, me gusta mucho, te amo, sí, sip, no,
        nop, nah, ok, okay, vale, claro, claro que sí, exacto, exactamente, tal cual, de
        acuerdo, totalmente, cierto, es cierto, verdad, igual, yo también, lo mismo digo,
        muy, mucho, demasiado, tan, ja, ah, oh, ay, uy, eh, mmm, hmm, ups, vaya, uf, en
        serio, de verdad, no way, perdón, perdona, lo siento, canal equivocado, me
        equivoqué, ahora vuelvo, ya vuelvo, vuelvo, me voy, adiós, chao, chau, hasta luego,
        hasta mañana, nos vemos, bye, espera, un momento, un segundo, de nada, no hay de
        qué, no pasa nada, tranquilo, tranqui, felicidades, enhorabuena, bien hecho, buen
        trabajo, jamás, nunca, ni de broma, ni idea, no sé, nose, ni hablar, a todos, todos,
        gente, chicos, amigos, bot, easel, es, esto, eso, este, ese, qué, cómo, el mejor, la
        mejor, lol, xd, xdd, me muero, me parto, y, también, entendido, da igual, a ti, bro,
        wey, wei""",
    addressed="""
        gracias, muchas gracias, muchísimas gracias, mil gracias, gracias mil, gracias otra
        vez, bien hecho, buen trabajo, bravo, felicidades, felicitaciones, enhorabuena,
        adiós, chao, chau, bye, hasta luego, hasta mañana, hasta pronto, nos vemos, cuídate,
        que descanses, de nada, buen fin de semana""",
    fillers="""
        ok, okay, ahora, y, luego, después, también, pero, por favor, porfa, bueno, vale,
        hola, hey, mmm, hmm, sí, genial, gracias, easel, súper, no, o, eh, a ver, espera,
        entonces, pues, oye, mira""",
    cues="""
        yo, nosotros, mi, mis, mío, mía, tú, tus, te, usted, ustedes, vosotros, nos, eres,
        soy, somos, está, están, estoy, era, fue, fueron, han, hay, tiene que, voy, vas,
        vamos, creo, pienso, sabes, parece que, parece mi, quién, cuándo, por qué, jaja,
        jeje, lol, xd, mañana, ayer, hoy, esta noche, bot, alguien, nadie, todos, gracias,
        porque, bro, wey, qué bonito, qué bueno, qué lindo, muy bueno, se ve, se ven, esto
        es, eso es, perdón, encanta, muy oscuro, muy claro, creen, dijo, deberíamos, me, se,
        tenemos, tienes, tiene, tengo, salió, llegó, casi, ya, dónde, cómo, qué, sería,
        estaba, siempre, nunca, antes, luego, móvil, internet, pared, buen, ella, mejor,
        favorito, gracioso, raro, lástima, pizza, partido, tu, he, ha, sé, quería, por
        cierto, otra vez, comió, por fin, no""",
    hints="""
        pero, debería, podría, muy, demasiado, más, menos, con, sin, mejor, falta, si""",
    common="""
        el, la, los, las, un, una, de, del, y, o, a, al, en, con, por, para, no, es, son,
        se, me, te, lo, su, sus, mi, tu, que, qué, más, muy, esto, eso, este, ese, ya, está""",
    modals="""
        podría, podrían, puede, pueden, debería, debe, tiene que, tienen que""",
    pictures="""
        rojo, roja, azul, verde, amarill, naranja, morad, violeta, rosa, negro, negra,
        blanc, gris, marrón, dorad, platead, turquesa, color, pastel, arcoíris, oscur, clar,
        luz, sombra, contraste, saturad, cálid, frío, fría, niebla, lluvia, nieve, nevad,
        tormenta, nube, sol, luna, estrella, cielo, noche, amanecer, atardecer, primavera,
        verano, otoño, invierno, fuego, humo, agua, mar, océano, playa, río, lago, cascada,
        montaña, colina, bosque, selva, árbol, flor, hoja, hierba, campo, desierto, isla,
        ciudad, pueblo, calle, puente, casa, castillo, torre, faro, templo, iglesia, ruina,
        cafetería, ventana, puerta, techo, jardín, espacio, planeta, galaxia, barco, nave,
        coche, carro, tren, avión, bici, robot, dragón, unicornio, gato, perro, zorro, oso,
        lobo, caballo, pájaro, búho, pez, ballena, tiburón, rana, conejo, ratón, león,
        tigre, elefante, pingüino, dinosaurio, monstruo, fantasma, bruja, mago, caballero,
        samurái, ninja, pirata, princesa, rey, reina, ángel, astronauta, guerrer, chica,
        chico, mujer, hombre, cara, ojo, oreja, pelo, mano, brazo, pierna, ala, cola, barba,
        sonri, sombrero, gorra, corona, bufanda, gafas, abrigo, vestido, capa, armadura,
        camisa, zapato, fondo, primer plano, plano, retrato, paisaje, foto, cuadro, pintura,
        acuarela, óleo, lápiz, boceto, tinta, cómic, dibujo animado, anime, manga, ghibli,
        pixel, lego, pegatina, sticker, logo, icono, póster, steampunk, cyberpunk, gótic,
        vintage, retro, realista, abstract, perspectiva, borros, desenfo, cerca, grande,
        pequeñ, alto, larg, redond, alegre, triste, viej, antigu, joven, suave, nítid,
        estilo, versión, 3d, 4k, 35mm, neón, taza, reflejo, contorno, línea, borde, marco,
        cámara, lente, textura, patrón, brillantina, metal, madera, vidrio, piedra, botella,
        mesa, silla, lámpara, farol, vela, hongo, globo, paraguas, espada, máscara, casco,
        bolso, libro, bandera, reloj, navidad, halloween, medieval, futurista, vaporwave,
        barroc, renacentista, impresionista, isométric, low poly, arcilla, origami, mosaico,
        grafiti, tatuaje, vector, silueta, portada, postal, conejito, cachorro, gatito,
        tortuga, mariposa, abeja, serpiente, cuervo, ciervo, ardilla, panda, pulpo,
        cangrejo, pato, gallina, vaca, cerdo, oveja, cabra, niño, niña, bebé, abuela, grues,
        delgad, anch, cort, biblioteca, mercado, estación, ola, acantilado, cueva, pantano,
        palacio, rascacielos, submarin, casita, cuadrado, ambiente, atmósfera, parte de
        atrás""",
)
