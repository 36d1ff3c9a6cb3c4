import { type AgeLanguage, ageLanguages } from './ages-by-language.ts';
import { agesByScript } from './ages-by-script.ts';
import { englishAges, looksLikeAge } from './ages-in-english.ts';
import { withoutCounts } from './counted-numbers.ts';
import { hasDigitOrForeignLetter } from './minors-by-language.ts';

/**
 * Whether a text says that someone is younger than eighteen, or is only about to be eighteen.
 *
 * Guarantees: ages in digits of any script and in the words of the languages listed, beside a person, with a unit,
 * as a grade of school or a year of birth. Numbers that count something else, years that were spent rather than
 * lived, and things that have an age are no ages. Where it's unsure, it says yes. The time is linear in the length.
 *
 * @param readings in Latin letters and in the text's own, from `foldText`, harmless phrases taken out
 * @param thisYear the year by which a year of birth is judged
 */
export function mentionsYoungAge(
  readings: { readonly latin: readonly string[]; readonly native: readonly string[] },
  thisYear: number = new Date().getUTCFullYear(),
): boolean {
  return (
    readings.latin
      .filter((text) => looksLikeAge.test(text))
      .some((text) => {
        const left = withoutCounts(text);
        return (
          (looksLikeAge.test(left) && latinAges.some((age) => age.test(left))) ||
          bornAfter(thisYear - 19, text)
        );
      }) ||
    readings.native
      .filter((text) => hasDigitOrForeignLetter.test(text))
      .some((text) => agesByScript.some((age) => age.test(text)) || bornAfter(thisYear - 19, text))
  );
}

const allUnits = ageLanguages.map(({ unit }) => unit).join('|');

export const latinAges: readonly RegExp[] = [...englishAges, ...ageLanguages.flatMap(agesIn)];

function agesIn(language: AgeLanguage): RegExp[] {
  const { numbers, eighteen, unit, adjective, someone, almost, before, after } = language;
  const digits = '(?<![0-9])(?:0?[4-9]|1[0-7])(?![0-9])';
  const number = `(?:${digits}|\\b(?:${numbers}))`;
  const sources = [
    `(?<!\\b${before} )${number} ?(?:${unit})\\b(?! ${after}\\b)`,
    `\\b${someone} ?${number}(?! ?[a-z0-9])`,
    `\\b${someone} ${number}\\b(?! ?(?:${allUnits})\\b)(?! [0-9])`,
    `\\b${almost} (?:18|${eighteen})(?![0-9])(?! [0-9])`,
  ];
  if (adjective) sources.push(`(?:${digits} ?|\\b(?:${numbers}) ?)(?:${adjective})\\b`);
  return sources.map((source) => new RegExp(source));
}

/** All have the year in digits. */
const births: readonly RegExp[] = [
  /(?<!\b(?:page|channel|account|brand|blog|business|shop|studio|idea|podcast|series|band|song|cat|dog)s? (?:was |were |is )?)\b(?:born|dob|birth year|b|nee?|geb|geboren|nacid[ao]s?|nat[aoie]|nascid[ao]s?|urodzon[ay]|fodd|fodt)(?: (?:in|en|im|el|em|w|on|nel|i|a|le))?(?: \d{1,2}| [a-z]{3,9}){0,2} (?<year>20\d\d)(?!\d)/g,
  /\b(?<year>20\d\d) (?:dogumlu|born|rocznik)\b/g,
  /(?<!\d)(?<year>20\d\d)\s?(?:年?(?:\d{1,2}月(?:\d{1,2}日)?)?(?:生まれ|出生|生(?!活|日|意|产))|년\s?(?:생|출생)|\s?г\.?\s?р)/gu,
  /родил\p{L}*\s+(?:в\s+)?(?:\d{1,2}\s+\p{L}+\s+)?(?<year>20\d\d)/gu,
];

function bornAfter(year: number, text: string): boolean {
  if (!/20\d\d/.test(text)) return false;
  return births.some((birth) =>
    [...text.matchAll(birth)].some(({ groups }) => Number(groups?.year) > year),
  );
}
