/**
 * The words by which models name what they hand over, in the languages most used on these platforms. Written with
 * their accents, matched without.
 */
import { anyOf, foldAnswer } from './fold-answer.ts';

/** Means a caption and hardly anything else. */
const captionNouns =
  'captions?|bildunterschrift(?:en)?|bildtext|bildbeschreibung|beschriftung|legendas?|leyendas?|légendes?|pie de foto|didascali[ae]|bijschrift(?:en)?|onderschrift|podpisy?|подпись|подписи|підпис|altyazı|açıklama|gönderi metni|keterangan|chú thích|billedtekst|bildetekst|kuvateksti|popisek|titulek|descriere|képaláírás|λεζάντα|キャプション|投稿文|캡션|문구|文案|配文|说明文字|說明文字|แคปชั่น|คำบรรยาย|תיאור|כיתוב|تعليق|وصف|कैप्शन';

/** Means a caption beside another word for one, or a platform. */
const textNouns =
  'posts?|tweets?|texte?|texto|testo|tekst|title|titles|título|titre|titel|titolo|tytuł|copy|beitrag|publicación|publicação|postagem|publication|descripción|descrição|description|descrizione|beschreibung|opis|описание|пост|текст|заголовок|başlık|gönderi|metin|投稿|説明|게시물|제목|글|标题|標題|帖子|内容|version|versione|versión|versão|entwurf|draft|variant|option|idea|suggestion|vorschlag|sugerencia|sugestão|proposition';

const handedOver =
  'output|response|tweet|assistant|result|ausgabe|salida|saída|resposta|respuesta|réponse|risposta|回复|回覆|出力|응답';

const platformNames =
  'onlyfans|only fans|fansly|x|twitter|reddit|tiktok|tik tok|instagram|insta|ig|youtube|snapchat|snap|threads|facebook|インスタグラム|インスタ|인스타그램|인스타|小红书|抖音';

const modifiers =
  'the|a|an|your|this|final|suggested|suggestion|proposed|possible|revised|new|updated|short|medium|long|playful|flirty|bold|warm|casual|excited|fun|sexy|teasing|for|of|to|in|on|with|tone|style|video|photo|picture|image|social|media|tu|tus|su|el|la|un|una|para|de|corta|corto|final|sugerida|juguetona|seu|sua|o|uma|curta|le|une|votre|ton|ta|pour|du|proposée|die|der|das|eine|ein|deine|ihre|für|vorschlag|kurze|il|lo|uno|tuo|tua|per|een|je|uw|voor|dla|na|twój|для|ваша|ваш|твоя|için|bir|用|の|的|용|in english|english|español|deutsch|français';

const unspaced =
  /[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0590-\u05ff\u0600-\u06ff\u0900-\u097f]/u;

/** For scripts without our word edges the bare words are looked for. */
function finder(words: string): RegExp {
  const parts = words.split('|');
  const edged = parts.filter((word) => !unspaced.test(word)).map((word) => `\\b(?:${word})\\b`);
  return anyOf([...edged, ...parts.filter((word) => unspaced.test(word))], 'gu');
}

const nounsFinder = finder(captionNouns);
const vocabulary = [captionNouns, textNouns, handedOver, platformNames, modifiers].map(finder);
const platformFinder = finder(platformNames);
const textFinder = finder(textNouns);
const handedFinder = finder(handedOver);

/** Whether the text names a caption by a word that hardly means anything else. */
export function namesCaption(text: string): boolean {
  return has(nounsFinder, foldAnswer(text));
}

/**
 * Whether a text is a label and nothing else, such as "Instagram caption" or "**Legenda**": only words for what is
 * handed over, platforms and words between. "My latest post" is none, and neither is "Caption this".
 */
export function isLabel(text: string): boolean {
  const folded = foldAnswer(text);
  if (folded.length > 80 || /^\s*caption this\b/u.test(folded)) return false;
  const named =
    has(nounsFinder, folded) ||
    has(handedFinder, folded) ||
    (has(platformFinder, folded) && has(textFinder, folded));
  if (!named) return false;
  const rest = vocabulary.reduce((left, words) => left.replace(words, ' '), folded);
  return !/[\p{L}]/u.test(rest);
}

const handsOver = anyOf([
  String.raw`\b(?:here(?:'s| is| are|s| you go| you are| it is)|this is|below is|sure|certainly|of course|absolutely|okay|ok|got it|gladly|aqui (?:tienes|esta|te dejo|va|vai|estão?)|claro|por supuesto|con gusto|com certeza|segue|voici|voila|bien sur|avec plaisir|hier (?:ist|sind|is|kommt|zijn)|gerne|natürlich|klar|sicher|ecco|certo|certamente|natuurlijk|zeker|oto|jasne|oczywiście|proszę|вот|конечно|ось|звичайно|işte|tabii|elbette|här är|her er|berikut|ini dia|tentu|đây là|dưới đây là|tässä|tady je|samozřejmě|iată|sigur|íme|ορίστε|εδώ είναι)\b`,
  '以下|こちら|はい|もちろん|承知|다음은|여기|네,|물론|这是|這是|好的|当然|當然|这里是|إليك|تفضل|यहाँ|यह रहा|הנה|בטח|นี่คือ',
]);

const ownThings = anyOf([
  String.raw`\b(?:my|mine|i|i'm|i've|we|our|mi|mis|meu|minha|meus|minhas|mon|ma|mes|mein|meine|meinen|mio|mia|miei|mie|mijn|moj|moja|moje|мой|моя|моё|мои|benim)\b`,
  '私|僕|わたし|내|제|我',
]);

/** Whether a text up to a colon hands something over: "Here is", "Voici", "以下は". Of one's own things it tells. */
export function isIntroduction(text: string): boolean {
  const folded = foldAnswer(text);
  return handsOver.test(folded) && !ownThings.test(folded);
}

const agrees = anyOf([
  String.raw`^\W*(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|got it|gladly|claro(?: que si)?|por supuesto|con gusto|com certeza|bien sur|avec plaisir|gerne|natürlich|klar|certo|certamente|natuurlijk|oczywiście|jasne|конечно|звичайно|tabii(?: ki)?|elbette)\W*$`,
  '^(?:はい|もちろんです|承知しました|かしこまりました|네|물론입니다|물론이죠|好的|当然|當然|当然可以)[!！。.、,，]*$',
]);

/** Whether a sentence only agrees to do what was asked: "Sure!", "Claro!", "好的。" */
export function isAgreement(sentence: string): boolean {
  return agrees.test(foldAnswer(sentence.trim()));
}

function has(words: RegExp, text: string): boolean {
  words.lastIndex = 0;
  return words.test(text);
}
