const fewestDifferentCharacters = 10;
const placeholder =
  /change.?me|replace.?(me|this|with)|example|secret|password|default|placeholder|your[-_]/i;

/**
 * Names what is obviously wrong with a secret that should be random. A random one of 32 characters or more is refused
 * less than once in a million times.
 *
 * @returns the weakness in words that hold none of the secret; undefined if none was found
 */
export function weaknessOfText(value: string): string | undefined {
  if (new Set(value).size < fewestDifferentCharacters) return 'has too few different characters';
  if (/^(.{1,16})\1+$/s.test(value)) return 'repeats itself';
  if (isMostlySteps(value)) return 'counts up or down';
  if (placeholder.test(value)) return 'reads like a placeholder';
  if (isPhrase(value)) return 'reads like words; use random characters';
  return undefined;
}

/** Whether most characters are the one before, or its neighbour in the alphabet. */
function isMostlySteps(value: string): boolean {
  const codes = [...value].map((character) => character.codePointAt(0) ?? 0);
  const steps = codes.filter((code, index) => Math.abs(code - (codes[index - 1] ?? -9)) <= 1);
  return steps.length > value.length / 2;
}

/** Small letters and digits in three groups or more; hexadecimal ones, as in a UUID, may be random. */
function isPhrase(value: string): boolean {
  return /^[a-z0-9]+([-_. ][a-z0-9]+){2,}$/.test(value) && !/^[0-9a-f-]+$/.test(value);
}
