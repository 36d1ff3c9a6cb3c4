/** What models say about a caption that they wrote, and signs that more than one caption, or none, came. */
import { isAgreement, isIntroduction, isLabel, namesCaption } from './caption-labels.ts';
import { anyOf, foldAnswer } from './fold-answer.ts';

const noteLabel = anyOf([
  String.raw`^\W*(?:(?:please )?note|notes|nb|n\.b\.|disclaimer|explanation|rationale|why (?:this|it) works|nota|notas|observação|explicación|remarque|hinweis|anmerkung|erklärung|nota bene|spiegazione|opmerking|toelichting|uwaga|wyjaśnienie|примечание|пояснение|примітка|açıklama|catatan|ghi chú|obs|poznámka|notă|megjegyzés|σημείωση)\W*[:：]`,
  '^[^\\n]{0,3}(?:注|注意|备注|備註|备考|備考|説明|说明|补充|補足|참고|설명|ملاحظة|टिप्पणी|नोट|הערה|หมายเหตุ)[:：]',
]);

/** Words that concern the writing of a caption. */
const writing = anyOf([
  String.raw`\b(?:hashtags?|characters?|chars|word count|tone|guidelines|request|requested|rules?|suggestive|prompt|sentences?|emojis?|wording|caracteres|tono|tom|caractères|ton|zeichen|tonfall|caratteri|tekens|znaków|символов|karakter)\b`,
  '文字|字|语气|口調|トーン|자|톤',
]);

const length = anyOf([
  String.raw`^\W*(?:(?:total |approx\w*\.? |about )?\d{1,4} ?(?:characters?|chars|words|caracteres|caractères|zeichen|caratteri|tekens|znaków|символов|karakter|文字|字|자)(?: (?:in total|total|long|incl\w* \w+))?|(?:character|word|length)(?: count)?\W{1,3}\d{1,4}.{0,30})\W*$`,
]);

/** Offers to do more, and words about "this caption". */
const offers = anyOf([
  String.raw`\b(?:let me know|tell me|just say) if (?:you'd|you would|you|there|this|it)\b[^.!?\n]{0,60}\b(?:changes?|adjust\w*|tweak\w*|edit\w*|another version|other versions?|more options|another option|different (?:tone|version|style)|revis\w+|me to (?:adjust|change|write|make|rewrite|tweak)|caption|variations?|alternatives?)\b`,
  String.raw`\bfeel free to (?:adjust|tweak|modify|edit|customi[sz]e|adapt|change|personali[sz]e|add|use it|use this)\b`,
  String.raw`\bwould you like (?:me to|another|a different|more) ?(?:write|create|suggest|try|rewrite|generate|adjust|change|make|version|versions|options?|caption|tone|variations?)\b`,
  String.raw`\bi hope (?:this|that|it|the caption) (?:helps|works|fits|meets|captures)\b`,
  String.raw`\b(?:as|per|based on) (?:you|your) request(?:ed)?\b`,
  String.raw`\b(?:hazme saber|dime|avísame) si (?:quieres|deseas|necesitas|prefieres)\b[^.!?\n]{0,60}\b(?:cambi\w+|ajust\w+|otra versión|otro|versión|modific\w+|opciones)`,
  String.raw`\b(?:me avise|avise-me|me diga|diga-me) se (?:quiser|desejar|precisar|você)\b[^.!?\n]{0,60}\b(?:alter\w+|ajust\w+|outra|mud\w+|versão|opções)`,
  String.raw`\b(?:n'hésite[sz]? pas à|dites-moi si|dis-moi si)\b[^.!?\n]{0,60}\b(?:adapter|modifier|ajuster|personnaliser|demander|version|modifi\w+|changements?)`,
  String.raw`\b(?:lass mich wissen|sag (?:mir )?bescheid|sagen sie)\b[^.!?\n]{0,60}\b(?:änder\w+|anpass\w+|andere|version\w*|varianten?|weitere)`,
  String.raw`\b(?:fammi sapere|dimmi) se\b[^.!?\n]{0,60}\b(?:modific\w+|cambi\w+|altra|versione|versioni)`,
  String.raw`\blaat (?:het )?me weten\b[^.!?\n]{0,60}\b(?:aanpass\w+|wijzig\w+|andere|versie)`,
  String.raw`\b(?:daj znać|дайте знать|сообщите|дай знать)\b[^.!?\n]{0,60}\b(?:zmian\w*|wersj\w*|измен\w*|друг\w*|вариант\w*|версию)`,
  '(?:如果|如需|若)[^。!?\\n]{0,30}(?:修改|调整|調整|其他版本|更多)|(?:修正|変更|調整|別の案|他の案)[^。!?\\n]{0,20}(?:お知らせ|お申し付け|ください)|(?:수정|변경|다른 버전)[^.!?\\n]{0,30}(?:말씀|알려)',
]);

/** Says what a caption is like, as nobody does in it. */
const describes = anyOf([
  String.raw`^\W*(?:this|the) (?:caption|version) (?:above )?(?:uses|keeps|stays|captures|aims|follows|fits|meets|combines|avoids|hints|maintains|includes|should|is (?:within|under|designed|written|crafted|meant|kept|suitable|playful|flirty|suggestive|\d))\b`,
]);

/** Whether a last paragraph, or what stands in brackets at the end, is surely about the caption and no part of it. */
export function isAboutCaption(text: string): boolean {
  const folded = foldAnswer(text.trim());
  if (folded.length > 600) return false;
  if (length.test(folded) || offers.test(folded) || describes.test(folded)) return true;
  const isNote = noteLabel.test(folded);
  return isNote && (namesCaption(folded.replace(noteLabel, '')) || writing.test(folded));
}

const numbers = String.raw`(?:[1-9]\d?|[a-d]|[一二三①②③])`;
const option = anyOf(
  [
    String.raw`\b(?:options?|versions?|variants?|variations?|captions?|choices?|alternatives?|ideas?|drafts?|posts?|opción|opciones|versión|opção|versão|variante|opzione|versione|optie|versie|opcja|wersja|вариант|варіант|версия|seçenek|versiyon|pilihan|opsi|lựa chọn|alternativ|vaihtoehto|možnost|opțiunea|επιλογή|leyenda|legenda|légende|didascalia|bijschrift|podpis|подпись) ?(?:#|no\.? ?|nr\.? ?|n° ?)?${numbers} ?(?:[:.)\-–—](?!\d)|\n|\()`,
    `(?:案|オプション|パターン|キャプション|옵션|버전|캡션|选项|選項|版本|方案|文案|الخيار|خيار|विकल्प|אפשרות|ตัวเลือก) ?${numbers} ?[:：.)、\\n]`,
  ],
  'gu',
);

/** One at the beginning of a line or a sentence, by its number one of several. */
const laterOption = anyOf([
  String.raw`(?:^|\n|[.!?…"'”»]\s{1,3})\W{0,3}(?:option|version|variant|caption|opción|opção|opzione|optie|opcja|вариант|seçenek|pilihan|案|옵션|选项|選項|方案) ?#?[2-9b-d] ?[:：)]`,
]);

/** Whether a text numbers several captions to choose from. */
export function holdsOptions(text: string): boolean {
  return count(foldAnswer(text), option) > 1;
}

/** Whether a text is the number of an option, with a colon, and nothing else. */
export function isOption(text: string): boolean {
  const folded = foldAnswer(text.trim());
  return folded.length <= 30 && folded.replace(option, '') === '';
}

const structure = anyOf(
  [
    String.raw`^\W*(?:cta|call to action|title|headline|main text|alt text|image description|hashtags?|user|human|system|assistant|answer|final answer|título|titre|titel|titolo|заголовок|标题|标签|タイトル|ハッシュタグ|제목|해시태그)\W*[:：]`,
  ],
  'gmu',
);

/** Headings of parts that a caption may have for itself, one at a time. */
const part = anyOf(
  [
    String.raw`^\W*(?:hook|body|intro|opening|closing|image|visual|video|emojis?|question|topic|platform|tone|style|goal|draft|final)\W*[:：]`,
  ],
  'gmu',
);

const thinking = anyOf([
  String.raw`\bthe user(?:'s)? (?:wants|is asking|asked|asks|requested|request|has asked|needs|said|says)\b`,
  String.raw`^\W*(?:okay|ok|alright|so|hmm|first)[,.]? (?:so )?(?:i need to|let me|let's|we need to|i should|i have to) (?:write|create|think|craft|come up|make sure|generate|draft|figure)\b`,
  String.raw`\b(?:we|i) (?:need|have) to (?:write|create|craft|produce|generate|draft) (?:a|an|the|one) (?:[\w-]+ ){0,4}?caption\b`,
]);

const placeholder =
  /\[(?:your|insert|add|link|name|creator|username|date|time|emoji|platform|website|image|photo)\b[^\]\n]{0,60}\]|\{\{[^{}\n]{1,60}\}\}|\{(?:name|username|link|platform|topic|handle|emoji|date|time)\}/iu;
const markup =
  /<\/?[a-z][\w:-]{0,40}(?:\s[^<>\n]{0,200})?\/?>|<[|｜]|[|｜]>|<<\/?SYS>>|\[\/?INST\]|```|~~~|^\s*[{[]\s*"|^\s*\{[^}]*:/iu;

/**
 * Why it is unclear which part of an unwrapped answer is the caption, or whether one came; undefined where all of it
 * reads as one.
 */
export function unclearIn(text: string): string | undefined {
  const folded = foldAnswer(text);
  if (markup.test(text)) return 'markup';
  if (placeholder.test(text)) return 'placeholder';
  if (holdsOptions(text) || laterOption.test(folded)) return 'several captions';
  if (thinking.test(folded)) return 'reasoning';
  if (offers.test(folded)) return 'remark';
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.slice(1).some((line) => noteLabel.test(foldAnswer(line.trim())))) return 'remark';
  if (/[.!?…]["'”]?\s+\((?:note|nota|hinweis|remarque)\s*[:：]/iu.test(folded)) return 'remark';
  if (count(folded, structure) > 0 || count(folded, part) > 1) return 'several parts';
  if (lines.some((line, index) => index > 0 && isLabeled(line))) return 'several parts';
  if (lines.length > 1 && lines.filter(isWholeCaption).length > 1) return 'several captions';
  if (lines.slice(1, -1).some((line) => /^[-*_=]{3,}$/u.test(line.trim()))) return 'several parts';
  return isOpening(text, lines[0] ?? '') ? 'introduction' : undefined;
}

function isLabeled(line: string): boolean {
  const colon = line.search(/[:：]/u);
  return colon > 0 && isLabel(line.slice(0, colon));
}

/** A line that is quoted or numbered as one of several captions is: "1. “…”", or a number and whole sentences. */
function isWholeCaption(line: string): boolean {
  const text = line.trim().replace(/^(?:[-*•]\s+|\d{1,2}[.)]\s+)/u, '');
  if (/^["“«„「](?=[^"”»“」]{8,}["”»“」]\W*$)/u.test(text)) return true;
  return text !== line.trim() && text.length >= 40 && /[.!?…。！？]\W*$/u.test(text);
}

/** Whether the answer opens by agreeing, or hands over something that isn't named. */
function isOpening(text: string, first: string): boolean {
  const sentence = /^[^.!?。！？\n]{1,40}[.!。！]+(?=\s|$|[\u3040-\u9fff])/u.exec(text)?.[0];
  if (sentence !== undefined && sentence.length < text.length && isAgreement(sentence)) return true;
  if (first.length < text.trim().length && isAgreement(first)) return true;
  return /[:：]\s*$/u.test(first) && first.length <= 200 && isIntroduction(first);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
