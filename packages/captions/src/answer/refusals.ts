import { anyOf, foldAnswer } from './fold-answer.ts';
import { refusalsByLanguage } from './refusals-by-language.ts';

/**
 * Whether an answer declines to write a caption, wherever in it and whatever stands around it.
 *
 * Reads what models say who decline: that they can't help with *that*, can't fulfil a *request*, can't write such
 * *content*, by their *guidelines*. Captions say "can't" and "sorry", too ("I can't help falling for this dress"),
 * so neither is enough. Knows the languages most used on these platforms.
 */
export function isRefusal(answer: string): boolean {
  const text = foldAnswer(answer);
  return refusal.test(text) || short.test(text.trim());
}

/** Verbs that models decline with, and what follows. */
const cannot = String.raw`(?:\b(?:can't|cant|cannot|can not|won't|will not|couldn't|could not|shouldn't|should not|mustn't|must not)|(?:'m|\bam|\bare|'re|\bis|\bfeel|\bbe)(?: \w+)? (?:unable|not able|not allowed|not permitted|not programmed|not designed|not willing|not comfortable|uncomfortable|not going|not in a position|prohibited|forbidden)(?: to| from| with)?|\b(?:must|have to|need to|will)(?: respectfully| politely)? (?:decline|refuse|refrain)(?: to| from)?|\b(?:decline|refuse) to|\bdon't feel (?:comfortable|right)|\bdo not feel (?:comfortable|right)|\b(?:prefer|rather) not(?: to)?)`;
const adverb =
  '(?: (?:actually|really|just|ethically|in good conscience|currently|directly|personally|even|legally|possibly|help you|assist you|be able to|fully|honestly|simply|at this time|be))*';
const ends = String.raw`(?=\s*(?:[.,;:!?…"')\]—–-]|$|\n|(?:as|because|but|since|due|or|and|so|right now|at this time|here|today|for you|if it)\b))`;
const thing =
  '(?:requests?|topics?|content|captions?|materials?|tasks?|prompts?|quer(?:y|ies)|matters?|types?|kinds?|sorts?|subjects?|posts?|instructions?|conversations?|discussions?|role-?plays?|scenarios?)';
const sorts = String.raw`(?:such|explicit|sexual|sexually|sexualiz\w+|sexualis\w+|adult|erotic|erotica|nsfw|inappropriate|suggestive|pornographic|harmful|depicting|depicts|promoting|promotes|objectif\w+|(?:that|this) (?:type|kind|sort)|of (?:that|this) (?:nature|type|kind|sort)|you(?:'re| are| have|'ve) (?:asking|requesting|described|requested))`;
const making =
  '(?:creat(?:e|ing)|writ(?:e|ing)|generat(?:e|ing)|produc(?:e|ing)|provid(?:e|ing)|craft(?:ing)?|draft(?:ing)?|compos(?:e|ing)|offer(?:ing)?)';
const doing =
  '(?:fulfil|fulfill|complete|process|accommodate|satisfy|honou?r|respond|answer|engage|engaging|proceed|continue|participate|participating|carry out|do|support|handle|facilitate|take part|discuss)';
/** What a person says of her own work rather than a model of a request. */
const ownWork = String.raw`(?![^.!?\n]*\b(?:my|enough|without|today|tonight|tomorrow|this (?:week|weekend|month)|anymore|until|lately|every day|daily|for free|freebies|to save)\b)`;
const apology = String.raw`\b(?:sorry|apologi[sz]e|apologies|unfortunately|regret|afraid|i understand|i appreciate|thank you for|thanks for)\b`;

const english = [
  // I can't help with that.
  String.raw`${cannot}${adverb} (?:help|assist|support|aid|helping|assisting)(?: you)?(?: out)?(?: (?:with|on|in|by) (?:that|this|it|these|those|such|anything|any of that)(?: one| either)?${ends}|(?: (?:with|on|in|by))? (?:(?:your|the|this|that|these|those|such|any|a|an)(?: [\w-]+){0,4}? ${thing}\b|(?:creating|writing|generating|producing|making|drafting|crafting|providing|composing|promoting|sexual|sexually|explicit|adult|inappropriate|requests?|anything (?:that|like|of))\b))`,
  String.raw`${cannot}${adverb} assist(?: you)?(?=\s*(?:[.!?,;]|$))`,
  String.raw`${apology}[^!?\n]{0,60}${cannot}${adverb} help you(?=\s*(?:[.!]|$))`,
  // I can't fulfil this request; I can't continue this conversation; I can't comply.
  String.raw`${cannot}${adverb} ${doing}(?: with| to| in| on)?(?: (?:that|this|your|the|such|these|any))(?: [\w-]+){0,3}? (?:requests?|prompts?|quer(?:y|ies)|tasks?|instructions?|conversations?|discussions?|role-?plays?|scenarios?)\b`,
  String.raw`${cannot}${adverb} comply\b`,
  String.raw`${cannot}${adverb} (?:(?:with|to) )?(?:your|this|that|the|such) (?:requests?|prompts?)\b`,
  // I can't write that kind of content.
  String.raw`${cannot}${adverb} ${making} ${ownWork}(?:[\w,'-]+ ){0,8}?(?:${sorts})\b`,
  String.raw`${cannot}${adverb} ${making} ${ownWork}(?:(?:that|this|the requested|any such) )(?:[\w-]+ ){0,2}?(?:content|material|request|response|text)s?\b`,
  String.raw`${cannot}${adverb} ${making} ${ownWork}(?:(?:this|that|the|such a|any|your) )?captions?(?= for (?:that|adult|such|this (?:topic|request|content|platform))|\s*(?:[.!;:]|$)|,? (?:because|as|due|since|but)\b)`,
  String.raw`${cannot}${adverb} ${making} (?:that|this)(?: for you)?(?=\s*(?:[.!]|$))`,
  String.raw`${cannot}${adverb} (?:engag(?:e|ing)|participat(?:e|ing)) (?:in|with) (?:[\w,'-]+ ){0,5}?(?:${sorts}|${thing})\b`,
  String.raw`${apology}[^!?\n]{0,80}${cannot}${adverb} (?:${making}|fulfil|fulfill|comply|engage|proceed|participate|respond|discuss)\b${ownWork}`,
  String.raw`${apology}[^!?\n]{0,40}\b(?:can't|cannot|can not|won't) (?:do|continue|go)(?: with)? ?(?:that|this|there)?(?=\s*(?:[.!]|$))`,
  String.raw`\b(?:i|we)(?: do not| don't| never) (?:(?:write|generate|engage in) (?:[\w,'-]+ ){0,4}?(?:content|captions?|material|role-?play)|(?:create|produce|provide) (?:[\w,'-]+ ){0,4}?(?:${sorts}) (?:content|captions?|material))\b`,
  String.raw`\b(?:must|have to|respectfully|politely|i) decline(?=\s*(?:[.!,;]|$)|(?: this| that| your| the| to (?:write|create|generate|produce|provide|assist|help)) ?)`,
  // What only an assistant says.
  String.raw`\bas an? (?:ai|artificial intelligence|language model|large language model|llm|(?:virtual|digital|helpful|responsible)(?: ai)? assistant|ai [\w-]+)\b[^.!?\n]{0,140}(?:${cannot}|\bdon't|\bdo not|\bdesigned|\bprogrammed|\bguidelines|\bmust)`,
  String.raw`\bi(?:'m| am) (?:just |only )?(?:an? )?(?:ai|artificial intelligence|large language model|language model|claude|chatgpt|gemini|an ai)\b[^.!?\n]{0,100}(?:${cannot}|\bdon't|\bdo not|\bdesigned|\bprogrammed|\bmade by|\bassistant)`,
  String.raw`\b(?:my|openai'?s?|anthropic'?s?|content|safety|usage|ethical|ethics) (?:[\w-]+ ){0,3}?(?:guidelines|polic(?:y|ies)|programming|guardrails|principles)\b(?= (?:do not|don't|prevent|prohibit|forbid)|[^.!?\n]{0,60}${cannot})`,
  String.raw`\b(?:against|violates?|violating|violation of|conflicts? with|contrary to|breach\w*(?: of)?|(?:in line|aligned?|consistent) with|compl(?:y|ies) with|adhere to|follow|due to|because of|outside|per) (?:[\w-]+ ){0,3}?(?:my|openai'?s?|anthropic'?s?|content|safety|usage|ethical) (?:[\w-]+ ){0,3}?(?:guidelines|polic(?:y|ies)|programming|guardrails|principles|restrictions)\b`,
  String.raw`\b(?:your|this|that|the) (?:request|prompt|topic) (?:violates|goes against|is against|cannot be|can't be|can not be|isn't something|is not something|is inappropriate|involves|asks|(?:was|has been|is) (?:denied|blocked|flagged|rejected|filtered|refused))\b`,
  String.raw`\b(?:not|isn't|is not) something (?:that )?i(?:'m| am| can|'d)\b[^.!?\n]{0,30}(?:able|can|comfortable|help|assist|write|create|do)\b`,
  String.raw`\b(?:anything|something) else (?:that )?(?:i can (?:help|assist)|(?:you'd|you would) like (?:help|me to|assistance)|you need help)`,
  String.raw`\b(?:help|assist)(?: you)? with (?:something|anything|other|another|a different|different) (?:else|topics?|requests?|tasks?|captions?|kinds?|types?)`,
  String.raw`\bhow (?:can|may) i (?:help|assist) you(?: today)?(?=\s*[?]| with (?:that|this|your|captions?))`,
  String.raw`\bi(?:'d| would)? (?:be |'m |am )?(?:happy|glad|able) to (?:help|assist|write|create|suggest|offer|craft|draft)\b[^.!?\n]{0,120}\b(?:instead|something else|a different|alternative|non-\w+|more appropriate|other)\b`,
  String.raw`\bplease (?:provide|rephrase|try|ask|choose|share|specify|clarify)\b[^.!?\n]{0,60}\b(?:request|topic|question|prompt|more (?:details|information|context)|else)\b`,
  String.raw`\b(?:could|can|would) you (?:please )?(?:provide|clarify|specify|rephrase)\b`,
  String.raw`\blet's (?:keep|focus|talk|discuss|stick)\b[^.!?\n]{0,30}\b(?:something else|appropriate|respectful|family[- ]friendly)\b`,
];

const refusal = anyOf([...english, ...refusalsByLanguage]);

/** Answers that are nothing but a no. */
const short = anyOf([
  String.raw`^\W*(?:(?:i'm |i am )?(?:so |very |really |terribly )?sorry\W*)?(?:but )?(?:no|nope|i (?:can't|cannot|can not|won't)(?: do (?:that|this|it))?|i (?:refuse|decline)|denied|refused)\W*$`,
  String.raw`^\W*(?:(?:i'm|i am) )?(?:so |very |really )?sorry\W*$`,
  String.raw`^\W*(?:the |this |your )?(?:request|content|response|answer|output|message)(?: (?:is|was|has been))? (?:denied|blocked|refused|filtered|removed|rejected|flagged|redacted|unavailable)\b.{0,80}$`,
]);
