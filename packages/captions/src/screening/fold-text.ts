import { rememberRecent } from '../remember-recent.ts';
import { decorativeReadings } from './decorative-letters.ts';
import { plainWords } from './plain-text.ts';

/** The readings of one text that a list of words is held against; see `foldText`. */
export type FoldedText = {
  /** Compatibility-folded, lower case, invisible characters gone, accents kept: for other scripts and accents. */
  readonly native: readonly string[];
  /** Readings in Latin letters and digits, words parted by one space. */
  readonly readings: readonly string[];
  /** The same, where digits stay digits and sums of money are gone: for ages. */
  readonly ages: readonly string[];
};

/**
 * Reads a text in the ways a person might who is meant to understand it while a filter isn't:
 * wide, mathematical, circled and flag letters, accents, invisible characters, look-alikes from
 * other alphabets, "fancy" letters of generators, turned ones, digits and signs for letters,
 * l e t t e r s parted by anything, letters drawn ouuuut. It doesn't see through pictures of letters, other languages or hints.
 *
 * @param withoutPhrases takes out phrases before any reading, from the text in its own letters
 */
export function foldText(
  text: string,
  withoutPhrases: (native: string) => string = (native) => native,
): FoldedText {
  const native = withoutPhrases(shapeOf(text));
  return {
    native: nativeReadings(native),
    readings: readingsOf(native),
    ages: ageReadings(native),
  };
}

/** The readings in Latin letters alone, see `foldText`. */
export function latinReadings(text: string): readonly string[] {
  const words = plainWords(text);
  return words === undefined ? readingsOf(shapeOf(text)) : [words];
}

/** A text is asked about several times in a row: whether it's explicit, suggestive, about a minor. */
const mostRemembered = 4;
const shapeOf = rememberRecent(shape, mostRemembered);
const readingsOf: (native: string) => readonly string[] = rememberRecent(
  latinReadingsOf,
  mostRemembered,
);

/** A text in which nothing has another form, an accent or a look-alike; most have none. */
const isAscii = /^[\0-\x7f]*$/;

function latinReadingsOf(native: string): string[] {
  const forms = toLatin(unaccent(native).replace(/y\s?\/\s?o\b|y\.o\./gu, 'yo'));
  const bases = new Set(forms.flatMap((latin) => [latin, unleet(latin, 'i'), unleet(latin, 'l')]));
  const readings = new Set<string>();
  for (const base of new Set([...bases].map(wordsOf))) {
    for (const reading of new Set([base, joinSingles(base)])) {
      readings.add(reading);
      if (!/([a-z])\1\1/u.test(reading)) continue;
      readings.add(reading.replace(/([a-z])\1{2,}/gu, '$1$1'));
      readings.add(reading.replace(/([a-z])\1{2,}/gu, '$1'));
    }
  }
  return [...readings];
}

/** As written, with letters that stand apart joined, and Latin look-alikes within Cyrillic words read as Cyrillic. */
function nativeReadings(native: string): string[] {
  const joined = joinSingles(native.replace(/(?<=\p{L})[^\p{L}\p{N}\s]+(?=\p{L})/gu, ' '));
  const unspaced = native.replace(/(?<=[\p{Lo}\d])[^\p{L}\p{N}]+(?=\p{Lo})/gu, '');
  return [...new Set([native, joined, unspaced, withCyrillicWords(native)])];
}

function withCyrillicWords(native: string): string {
  if (!/\p{Script=Cyrillic}/u.test(native)) return native;
  return native.replace(/\p{L}+/gu, (word) =>
    /\p{Script=Cyrillic}/u.test(word)
      ? word.replace(/[aeopcxyk]/gu, (letter) => cyrillicFor[letter] ?? letter)
      : word,
  );
}

const cyrillicFor: Readonly<Record<string, string>> = {
  a: 'а',
  e: 'е',
  o: 'о',
  p: 'р',
  c: 'с',
  x: 'х',
  y: 'у',
  k: 'к',
};

/** Digits drawn as letters are read as digits, and letters beside digits as letters. */
function ageReadings(native: string): string[] {
  const numbers = native
    .replace(
      /[$€£¥]\s?\d{1,9}(?:[.,]\d{1,3}){0,3}(?!\d|\s?y)|(?<![\d.,])\d{1,9}(?:[.,]\d{1,3}){0,3}\s?[$€£¥%]/gu,
      ' money ',
    )
    .replace(/(?<!\d)(\d{1,2})[.,]\d+(?!\d|[.,]\d)/gu, '$1')
    .replace(/\s?&\s?/gu, ' and ')
    .replace(/<\s?(?=18)/gu, ' under ')
    .replace(/(?<![\p{L}\d])18\s?-(?=\s*$|\s+\p{L})/gu, ' under 18 ')
    .replace(/(?<=18) ?\+/gu, ' plus ')
    .replace(/(?<=\d)\s?\/\s?10(?!\d)/gu, ' out of ten')
    .replace(/(?<=\d)['’′"”″]/gu, ' feet ')
    .replace(/y\s?\/\s?o\b|y\.\s?o\./gu, 'yo');
  const bases = new Set(
    toLatin(unaccent(numbers)).flatMap((latin) => {
      const digits = latin
        .replace(/(?<![a-z0-9])[il|!](?=\d(?!\d))/gu, '1')
        .replace(/(?<=(?<![a-z0-9])1)o(?![a-z])|(?<=(?<![a-z0-9])1)o(?=y)/gu, '0')
        .replace(/(?<![a-z0-9])(\d{1,2})(?=[a-z])/gu, '$1 ');
      return [latin, digits, unleet(digits, 'i')];
    }),
  );
  return [...new Set([...bases].map(wordsOf).flatMap((base) => [base, joinSingles(base)]))];
}

/** A letter of ASCII looks like itself. Some Greek ones look like one letter when small, and like another as capitals. */
function toLatin(text: string): readonly string[] {
  if (isAscii.test(text)) return [text];
  const read = (part: string) =>
    part.replace(/[\p{L}--\p{ASCII}]/gv, (letter) => lookalikes.get(letter) ?? letter);
  const ofCapitals = text.replace(/[βζημνυ]/gu, (letter) => latinOfCapital[letter] ?? letter);
  const forms = new Set([text, ofCapitals, ...decorativeReadings(text)]);
  return [...forms].map(read);
}

/** By the small letter, since case is gone by then. */
const latinOfCapital: Readonly<Record<string, string>> = {
  β: 'b',
  ζ: 'z',
  η: 'h',
  μ: 'm',
  ν: 'n',
  υ: 'y',
};

/** A character may grow to this many on folding; ligatures of whole phrases grow to 18 and aren't read. */
const mostGrowth = 4;

/** Compatibility forms, letter-shaped symbols, digits of any script and invisible characters. */
function shape(text: string): string {
  const known = isAscii.test(text) ? text : inKnownForms(text);
  return known
    .replace(/[\t\n\v\f\r\u2028\u2029]/gu, ' ')
    .replace(/[\p{Cf}\p{Cc}]|\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase();
}

function inKnownForms(text: string): string {
  return text
    .replace(/[\u{1F1E6}-\u{1F1FF}]/gu, (c) => letterAt(c, 0x1f1e6))
    .replace(/[\u{1F130}-\u{1F149}]/gu, (c) => letterAt(c, 0x1f130))
    .replace(/[\u{1F150}-\u{1F169}]/gu, (c) => letterAt(c, 0x1f150))
    .replace(/[\u{1F170}-\u{1F189}]/gu, (c) => letterAt(c, 0x1f170))
    .replace(/[\u24EB-\u24F4]/gu, (c) => String((c.codePointAt(0) ?? 0) - 0x24eb + 11))
    .replace(/[\u2776-\u277F\u2780-\u2793]/gu, (c) =>
      String((((c.codePointAt(0) ?? 0) - 0x2776) % 10) + 1),
    )
    .replace(/[\u24F5-\u24FE]/gu, (c) => String((c.codePointAt(0) ?? 0) - 0x24f5 + 1))
    .replace(/[\u24FF\u{1F10B}\u{1F10C}]/gu, '0')
    .replace(/[¼½¾⅐-⅞]/gu, ' half ')
    .replace(/[^\0-\u02FF]/gu, (c) => (c.normalize('NFKC').length > mostGrowth ? ' ' : c))
    .normalize('NFKC')
    .replace(/(?![0-9])\p{Nd}/gu, digitOf);
}

/** The value of a decimal digit: Unicode keeps each script's ten in a row. */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

function letterAt(character: string, first: number): string {
  return String.fromCodePoint(0x61 + (character.codePointAt(0) ?? first) - first);
}

function unaccent(text: string): string {
  if (isAscii.test(text)) return text;
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}

/** Words parted by single spaces; apostrophes within a word vanish, except between digits. */
function wordsOf(text: string): string {
  return text
    .replace(/(?<=\p{L})['’‘`´](?=\p{L})/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const leet = new Map(
  Object.entries({ '0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b' }),
);
const signs = new Map(Object.entries({ '@': 'a', $: 's', '€': 'e', '£': 'l', '+': 't', '†': 't' }));

/** What `unleet` reads as a letter. */
const leetLike = /[@$€£+†0134578]|[a-z0-9][!|][a-z0-9]/u;

/** Digits and signs read as letters, in words that also hold a letter. */
function unleet(text: string, one: 'i' | 'l'): string {
  if (!leetLike.test(text)) return text;
  return text.replace(/\S+/gu, (word) =>
    /[a-z]/u.test(word)
      ? word
          .replace(/[@$€£+†]/gu, (c) => signs.get(c) ?? c)
          .replace(/(?<=[a-z0-9])[!|](?=[a-z0-9])|1/gu, one)
          .replace(/[034578]/gu, (c) => leet.get(c) ?? c)
      : word,
  );
}

/** Runs of three or more single characters become one word. */
function joinSingles(text: string): string {
  return text.replace(
    /(?<![\p{L}\p{N}])(?:[\p{L}\p{N}] ){2,}[\p{L}\p{N}](?![\p{L}\p{N}])/gu,
    (run) => run.replaceAll(' ', ''),
  );
}

/** Of Greek, Cyrillic, Armenian and phonetic letters, of Latin ones with strokes and hooks, of Lisu, Cherokee and Coptic. */
const lookalikes = new Map(
  Object.entries({
    a: 'аαɑᴀⱥꓮᎪⲀ',
    b: 'вьʙƀɓꓐᏴᏏⲂ',
    c: 'сϲᴄȼꞓƈꓚᏟⲤ',
    d: 'ԁđðᴅɖɗꓓᎠ',
    e: 'еєεɛᴇɇꓰᎬⲈ',
    f: 'ғꜰƒꓝ',
    g: 'ɡԍɢǥɠꓖᏀ',
    h: 'һнʜħꓧᎻⲎ',
    i: 'іιıɪɨꓲᎥⲒ',
    j: 'јᴊɉꓙᎫ',
    k: 'кκᴋƙꓗᏦⲔ',
    l: 'ӏłʟƚɫɭꓡᏞ',
    m: 'мᴍꓟᎷⲘ',
    n: 'пηɴռɲƞŋꓠⲚ',
    o: 'оοσøօᴏɵꓳⲞ',
    p: 'рρᴘƥꓑᏢⲢ',
    q: 'ԛ',
    r: 'гʀɍɽꓣᎡᏒ',
    s: 'ѕꜱʂꓢᏚ',
    t: 'тτᴛŧƭƫʈꓔᎢⲦ',
    u: 'υцսᴜʉꓴᏌ',
    v: 'ѵνᴠʋꓦᏙ',
    w: 'ѡԝωᴡⱳꓪᎳᏔ',
    x: 'хχꓫⲬ',
    y: 'уγүʏɏƴꓬᎩⲨ',
    z: 'ᴢʐƶȥꓜᏃⲌ',
  }).flatMap(([latin, others]) =>
    [...others.toLowerCase()].map((other) => [other, latin] as const),
  ),
);
