import type { Subject } from './subject.ts';

/** Words that leave no doubt about what kind of thing they name; `set` or `run` by themselves would. */
const nouns = {
  live: 'live|livestream|live stream|stream|live show|q&a|q and a|ama',
  sale: 'sale|discount|promo|special offer|limited offer|special deal',
  photos:
    'photo|photos|pic|pics|picture|pictures|photo set|photo sets|photoset|photosets|picture set|pic set|new set|new sets|full set|exclusive set|bikini set|shower set|boudoir set|photo shoot|photoshoot|shoot|selfie|selfies|photo gallery|polaroids',
  video:
    'video|videos|vid|vids|try-on haul|try-on|try on|video clip|new clip|clips|vlog|reels|tutorial',
  outfit:
    'outfit|outfits|dress|lingerie|lingerie set|bikini|bikinis|heels|skirt|jeans|stockings|swimsuit|corset|bodysuit|cosplay outfit',
  hair: 'hair|haircut|hair color|makeup|nails|tattoo|tattoos|piercing',
  workout: 'workout|workouts|gym session|gym training|yoga|pilates|pilates class|yoga session',
  travel: 'trip|vacation|getaway|road trip|hotel stay|beach day',
  cosplay: 'cosplay|cosplays|costume|costumes',
  drop: 'content|content drop|new drop|drops|post|posts|update|updates|collab|merch|content series|bts|behind the scenes',
} as const;

export type NounKind = keyof typeof nouns;

const formOf: Partial<Record<NounKind, 'post' | 'worn'>> = {
  photos: 'post',
  video: 'post',
  drop: 'post',
  outfit: 'worn',
  hair: 'worn',
  cosplay: 'worn',
};

const heads = new Map(
  Object.entries(nouns).flatMap(([kind, words]) =>
    words.split('|').map((word) => [word, kind as NounKind] as const),
  ),
);
const afterHead =
  /\s+(?:with|of|in|on|from|at|by|for|to|about|after|before|during|and|behind|featuring|ft\.?|as|under|over|near)\s+.*$/iu;
const time =
  /\b(?:tonight|tomorrow|today|soon|later|this (?:week|weekend|evening|afternoon|morning|month|\w+day)|next (?:week|weekend|month|\w+day)|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|\d{1,2} ?(?:am|pm)|\d{1,2}:\d{2}|until|only|coming|in \d+ (?:minutes|hours|days))\b/iu;
const toCome =
  /\s+(?:tonight|tomorrow|today|soon|(?:all |only )?(?:this|next) \w+|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?)$/iu;
const reduced = /(?:\d ?(?:%|percent|dollars|euros|bucks)|[$€£]\d+) off\b/iu;
const prepositional =
  /^(?:behind|in|at|on|with|from|under|over|after|before|during|near|between|through|for|by|to|of|about|without)\s/iu;
const determiner =
  /^(?:my|our|the|a|an|this|these|that|those|some|your|his|her|their|\d+|two|three|four|five|ten)\s/iu;
const speaks =
  /^(?:i|i'm|i’m|im|i've|i’ve|i'll|i’ll|we|we're|we’re|you|you're|he|she|they|it|it's|it’s|there|there's|what|why|who|where|when|how|is|are|do|does|did|can|could|would|should|don't|let's|let’s|if|happy|good|hello|hi|hey|thanks|thank you|welcome|who's|guess|come|not|yes|no|because|ask me|just|sorry|finally|ready|never|always)\b/iu;
const verbs =
  /^(?:thank|tell|ask|remind|invite|celebrate|wish|show|get|say|give|share|let|help|convince|sell|encourage|apologi[sz]e|explain|describe|welcome|brag|complain|show off|talk|make|find|try|see|meet|read|play|watch|cook|bake|dance|sing|go|visit|bring|send|spoil|tease|surprise)\s/iu;
const task =
  /^\S+ (?:(?:my|the|an?|our|off|about|your|some|you|him|her|them|us|me|it|for|with|to|more|every\w*|all|how|what|why)\b|\d)/iu;
const gerund =
  /^[a-z]{2,}ing (?:the|my|an?|our|your|in|on|at|to|with|for|from|some|out|up|around|home|through|into|myself|again|together|all|this)\b/iu;
const announces = /\s(?:available|open|closed|now|live|here|back|ready|out|up|done|gone|coming)$/iu;
const moods = /^(?:feeling|being)\b/iu;

/** What a topic's words were read as. */
export type Reading = Pick<Subject, 'form' | 'kind' | 'words' | 'plural'>;

/** The form and kind of a short topic without sentence marks; nothing if it is a sentence itself. */
export function classify(phrase: string): Reading | undefined {
  if (
    /[^\p{Script=Latin}\p{N}\p{P}\p{S}\p{Zs}\p{M}]/u.test(phrase) ||
    /^\p{P}*\p{N}+\p{P}*$/u.test(phrase)
  )
    return undefined;
  const words = uncapitalize(phrase);
  const timed = time.test(words);
  const head = words.replace(toCome, '').replace(determiner, '').replace(afterHead, '');
  const kind = reduced.test(words) ? 'sale' : kindOf(head, true);
  const plural =
    kind !== undefined && /[^s]s$/iu.test(head) && !/(?:lens|bts|scenes|series)$/iu.test(head);
  if (speaks.test(words)) return undefined;
  if (verbs.test(words) && task.test(words)) return otherThing('to', yourself(words));
  if (announces.test(words)) return undefined;
  if (kind === 'live' || kind === 'sale') return { form: 'event', kind, words, plural };
  // What is still to come can't be told as if it had been.
  if (timed) return otherThing('event', words);
  if (moods.test(words)) return otherThing('mood', words);
  if (gerund.test(words)) return otherThing('doing', words);
  if (prepositional.test(words))
    return { form: 'loose', kind: kind === 'drop' ? kind : 'other', words, plural };
  if (kind) return { form: formOf[kind] ?? 'mine', kind, words, plural };
  if (
    /\s(?:is|are|was|were|will|has|have|had|got|gets|looks|feels|makes|you|me|i)\s/iu.test(
      ` ${words} `,
    )
  )
    return undefined;
  if (words.split(' ').length > 7 || words.includes(',')) return undefined;
  const own = /^(?:my|our|the|this|a|an)\s/iu.test(words);
  return otherThing(own ? 'mine' : 'loose', words);
}

/** A reading of words that name none of the kinds. */
export function otherThing(form: Reading['form'], words: string): Reading {
  return { form, kind: 'other', words, plural: false };
}

/** The kind of thing a text names: by its last words if `atEnd`, else anywhere in it. */
export function kindOf(text: string, atEnd = false): NounKind | undefined {
  const words = text.toLowerCase().split(/\s+/u);
  if (atEnd)
    return (
      heads.get(words.slice(-2).join(' ')) ??
      heads.get(words.at(-1) ?? '') ??
      heads.get(words.join(' '))
    );
  for (const word of words) {
    const kind = heads.get(word.replace(/[^\p{L}&]/gu, ''));
    if (kind && word.length > 3) return kind;
  }
  return undefined;
}

const common =
  /^(?:New|My|Our|The|A|An|This|Some|Behind|Photo|Video|Latest|First|Last|Live|Big|Little|Cute|Fun|Sexy|Hot|Fresh|Exclusive|Custom|Gym|Beach|Morning|Evening|Late|Early|Getting|Going|Trying|Working|Making|Thank|Show|Special|Black|Red|White|Pink|Blue|Special|Summer|Winter|Spring|Autumn|Fall|Another|Selfie|Workout|Cosplay)\b/u;

/** The words as they stand inside a sentence: no shouting, no capital on a common first word. */
function uncapitalize(phrase: string): string {
  const letters = phrase.replace(/[^\p{L}]/gu, '');
  if (letters.length > 5 && letters === letters.toUpperCase()) return phrase.toLowerCase();
  return common.test(phrase) ||
    (/^\p{Lu}\p{Ll}+(?:\s\p{Ll}|$)/u.test(phrase) && kindOf(phrase.split(' ')[0] ?? '', true))
    ? phrase.charAt(0).toLowerCase() + phrase.slice(1)
    : phrase;
}

/** A task for the writer, said by the creator: "thank my fans" stays, "thank your fans" turns. */
function yourself(words: string): string {
  return words.replace(/\byour\b/giu, 'my').replace(/^welcome\b/iu, 'welcome');
}
