/** The languages that the built-in writer has lines in; `other` is any that it hasn't. */
export type Language = 'en' | 'es' | 'pt' | 'fr' | 'de' | 'it' | 'other';

/** Frequent words and words of frequent topics, without those that English has too. */
const words = {
  en: 'the my of and to for with at on is are was you your this that it from new what how who when why behind today tonight tomorrow weekend week day night morning evening now out up just get got going feeling want after before about trip beach dress hair red black white we our they be have not more some all first last love life time good happy birthday summer winter haul recipe scenes workout photos pics pictures shoot subscribe i',
  es: 'el la los las un una unos unas de del y en con por para que mi mis tu tus su sus este esta esto estos estas es está estoy soy son muy más mas pero como cómo qué hoy mañana noche noches tarde día días semana fin nuevo nueva nuevos nuevas foto fotos vídeo playa verano invierno fiesta viaje gimnasio detrás cámaras sesión vestido rojo negro blanco descuento oferta rebajas lencería gracias hola feliz cumpleaños amor vida casa directo contenido os les nos ya sin sobre cuando desde hasta entrenamiento domingo lunes martes miércoles jueves viernes sábado',
  pt: 'o os um uma uns umas de do da dos das e em no na nos nas com por para que meu minha meus minhas seu sua este esta isso é está estou sou são muito mais mas como hoje amanhã noite tarde dia dias semana fim novo nova novos novas foto fotos vídeo praia verão inverno festa viagem academia bastidores ensaio vestido vermelho preto branco desconto promoção obrigada obrigado olá oi feliz aniversário amor vida casa você vocês conteúdo ao vivo não sem sobre treino domingo segunda terça quarta quinta sexta sábado fotinhas',
  fr: 'le la les un une des de du et en au aux avec pour sur dans mon ma mes ton ta tes ses ce cette ces est sont suis très plus mais comme que qui aujourd hui demain soir soirée nuit jour jours semaine nouveau nouvelle nouveaux nouvelles photo vidéo plage été hiver fête voyage salle coulisses séance robe rouge noir noire blanche réduction soldes merci bonjour salut joyeux anniversaire amour vie maison vous nous je contenu direct pas sans entraînement dimanche lundi mardi mercredi jeudi vendredi samedi vacances ne jamais dernier dernière',
  de: 'der das den dem des ein eine einen einem einer und mit für im ins auf von vom zum zur bei mein meine meinen meinem meiner dein deine euch ihr ich wir ist sind bin nicht sehr mehr aber wie heute morgen abend nacht tag tage woche wochenende neu neue neuer neues neuen foto fotos bilder strand sommer urlaub feier reise hinter kulissen kleid rot rotes rote schwarz weiß rabatt angebot danke hallo liebe leben haus zuhause inhalte alles gute geburtstag nach aus über ohne sonntag montag dienstag mittwoch donnerstag freitag samstag nur noch schon jetzt',
  it: 'il lo la gli le un uno una di del della dello dei delle degli e al alla nel nella con per da dal dalla su sul sulla mio mia miei mie tuo tua suo sua questo questa è sono sto molto più ma come che oggi domani sera stasera notte giorno giorni settimana nuovo nuova nuovi nuove foto spiaggia estate inverno festa viaggio palestra dietro quinte servizio vestito rosso rossa nero nera bianco sconto sconti saldi grazie ciao auguri compleanno amore vita casa contenuti non senza allenamento domenica lunedì martedì mercoledì giovedì venerdì sabato vacanze diretta ultimi',
  other:
    'nieuwe mijn het een voor naar vandaag morgen avond leuke zijn niet weekend nowe moje moja dla zdjęcia dzisiaj jutro nie jest się yeni benim için bugün yarın akşam ve bir çok fotoğraf nya mina mitt och jag inte idag ikväll bilder ny nye mine jeg ikke på og dag baru saya untuk hari yang ini dengan tidak malam pagi uusi uusia kuvia tänään noua poze azi astăzi și și cu pentru nové fotky dnes moje új képek ma este bagong ang mga ngayon bago ảnh mới hôm nay của tôi và',
} as const satisfies Record<Language, string>;

const sets = Object.entries(words).map(
  ([language, list]) => [language as Language, new Set(list.split(' '))] as const,
);

/** Names and loans that say nothing about the language around them. */
const borrowed =
  /(?<!\p{L})(?:los angeles|las vegas|la jolla|la la land|el paso|rio de janeiro|cinco de mayo|tour de france|de luxe|crème de la crème|crème brûlée|déjà vu|oktoberfest|à la carte|jalapeños?|piñatas?|cafés?|rosé|naïve|fiancée?|résumé|pokémon|beyoncé|chloé|zoë|renée|touché|soirée|décor|purée|entrée|protégée?|cliché|über|façade)(?!\p{L})/giu;
const ownLetters: readonly (readonly [Language, RegExp])[] = [
  ['es', /[ñ¿¡]/u],
  ['pt', /[ãõ]/u],
  ['de', /ß/u],
  ['fr', /œ|(?<![\p{L}'’])(?:l|j|qu|n)['’]\p{L}/u],
  ['it', /(?<![\p{L}'’])(?:un|dell|all|nell|dall|sull)['’]\p{L}/u],
];

/**
 * The language of a topic, told by its script and its words. English unless other words
 * outweigh the English ones; `other` where it can't be told which of several languages it is.
 */
export function languageOf(topic: string): Language {
  const text = topic.normalize('NFC').toLowerCase().replace(borrowed, ' ');
  const foreign = text.match(/[^\P{L}\p{Script=Latin}]/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  if (foreign * 2 > latin) return 'other';
  const found = [...new Set(text.match(/[\p{L}\p{M}]+/gu))];
  const scores = sets.map(([language, list]) => {
    const letters = ownLetters.some(([owner, sign]) => owner === language && sign.test(text));
    return { language, score: found.filter((word) => list.has(word)).length + (letters ? 1 : 0) };
  });
  const english = scores.find(({ language }) => language === 'en')?.score ?? 0;
  const [best, second] = scores
    .filter(({ language }) => language !== 'en')
    .sort((one, another) => another.score - one.score);
  if (!best || !second) return 'en';
  if (best.score === 0) return english === 0 && /[^\P{L}a-z]/u.test(text) ? 'other' : 'en';
  if (best.score <= english * 2) return 'en';
  return best.score === second.score ? 'other' : best.language;
}
