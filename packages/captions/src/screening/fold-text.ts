/** The readings of one text that a list of words is held against; see `foldText`. */
export type FoldedText = {
  /** Compatibility-folded, lower case, invisible characters gone, accents kept: for other scripts. */
  readonly native: string;
  /** Readings in Latin letters and digits, words parted by one space. */
  readonly readings: readonly string[];
};

/**
 * Reads a text in the ways a person might who is meant to understand it while a filter isn't:
 * wide, mathematical, circled and flag letters, accents, invisible characters, look-alikes from
 * other alphabets, digits and signs for letters, l e t t e r s parted by anything, letters
 * drawn ouuuut. It doesn't see through pictures of letters, other languages or hints.
 */
export function foldText(text: string): FoldedText {
  const native = shape(text);
  const latin = unaccent(native)
    .replace(/y\s?\/\s?o\b|y\.o\./gu, 'yo')
    .replace(/\p{L}/gu, (letter) => lookalikes.get(letter) ?? letter);
  const plain = wordsOf(latin);
  const bases = [plain, wordsOf(unleet(latin, 'i')), wordsOf(unleet(latin, 'l'))];
  const readings = new Set<string>();
  for (const base of bases) {
    for (const reading of [base, joinSingles(base)]) {
      readings.add(reading);
      readings.add(reading.replace(/([a-z])\1{2,}/gu, '$1$1'));
      readings.add(reading.replace(/([a-z])\1{2,}/gu, '$1'));
    }
  }
  return { native, readings: [...readings] };
}

/** Compatibility forms, letter-shaped symbols and invisible characters. */
function shape(text: string): string {
  return text
    .replace(/[\u{1F1E6}-\u{1F1FF}]/gu, (c) => letterAt(c, 0x1f1e6))
    .replace(/[\u{1F130}-\u{1F149}]/gu, (c) => letterAt(c, 0x1f130))
    .replace(/[\u{1F150}-\u{1F169}]/gu, (c) => letterAt(c, 0x1f150))
    .replace(/[\u{1F170}-\u{1F189}]/gu, (c) => letterAt(c, 0x1f170))
    .normalize('NFKC')
    .replace(/[\t\n\v\f\r\u2028\u2029]/gu, ' ')
    .replace(/[\p{Cf}\p{Cc}]|\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase();
}

function letterAt(character: string, first: number): string {
  return String.fromCodePoint(0x61 + (character.codePointAt(0) ?? first) - first);
}

function unaccent(text: string): string {
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
const signs = new Map(Object.entries({ '@': 'a', $: 's', '€': 'e', '£': 'l', '+': 't' }));

/** Digits and signs read as letters, in words that also hold a letter. */
function unleet(text: string, one: 'i' | 'l'): string {
  return text.replace(/\S+/gu, (word) =>
    /[a-z]/u.test(word)
      ? word
          .replace(/[@$€£+]/gu, (c) => signs.get(c) ?? c)
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

const lookalikes = new Map(
  Object.entries({
    a: 'аαɑᴀ',
    b: 'вьʙ',
    c: 'сϲᴄ',
    d: 'ԁđðᴅ',
    e: 'еєεɛᴇ',
    f: 'ғꜰƒ',
    g: 'ɡԍɢ',
    h: 'һнʜ',
    i: 'іιıɪ',
    j: 'јᴊ',
    k: 'кκᴋ',
    l: 'ӏłʟ',
    m: 'мᴍ',
    n: 'пηɴռ',
    o: 'оοσøօᴏ',
    p: 'рρᴘ',
    q: 'ԛ',
    r: 'гʀ',
    s: 'ѕꜱ',
    t: 'тτᴛ',
    u: 'υцսᴜ',
    v: 'ѵνᴠ',
    w: 'ѡԝωᴡ',
    x: 'хχ',
    y: 'уγүʏ',
    z: 'ᴢʐ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);
