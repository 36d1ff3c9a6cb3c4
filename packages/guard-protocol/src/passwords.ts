/**
 * The rules for passwords, one for every way to set one: registration, change, reset, and Directus itself.
 *
 * Guarantees: a password is the same, however a keyboard spells it; one that is set has 8 to 128 characters and isn't
 * among the commonest (NIST SP 800-63B, 3.1.1.2). Says nothing about passwords that were set before: they are compared,
 * never judged.
 *
 * The one spelling is OpaqueString of RFC 8265 (4.2.2): spaces of other kinds become the ASCII one, then NFC. Letter case
 * and width stay as they are.
 */

/** In characters, as Unicode counts them, of a normalized password. */
export const passwordLengths = { shortest: 8, longest: 128 } as const;

/** What Directus shows in place of a secret, of passwords and static tokens too; whoever reads a record has read it. */
export const concealedText = '**********';

/** Longer texts are kept as they are: none is a password here, and to normalize a long one can take minutes. */
const longestNormalized = 1_024;

/** @param password as somebody typed it; @returns what is measured, hashed and compared; twice gives the same as once */
export function normalizePassword(password: string): string {
  if (password.length > longestNormalized) return password;
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}

/** Why a password can't be set, each as the end of a sentence that begins with its field: what to do instead. */
export const passwordProblems = {
  too_short: `must have ${passwordLengths.shortest} characters or more`,
  too_long: `must have ${passwordLengths.longest} characters or fewer`,
  malformed: 'has half of a surrogate pair; choose other characters',
  too_common: 'is among the most common passwords; choose another one',
} as const;

export type PasswordProblem = keyof typeof passwordProblems;

/**
 * Whether a password may be set; undefined if it may.
 *
 * The list of about 40,000 common passwords is loaded at the first call that needs it, so a process that sets no password
 * never holds it. Letter case doesn't make a common password another one.
 *
 * @param password normalized
 */
export async function judgePassword(password: string): Promise<PasswordProblem | undefined> {
  const { shortest, longest } = passwordLengths;
  // No text of so many units has few enough characters, and counting them in one of megabytes takes memory.
  if (password.length > 2 * longest) return 'too_long';
  const { length } = [...password];
  if (length < shortest) return 'too_short';
  if (length > longest) return 'too_long';
  if (!password.isWellFormed()) return 'malformed';
  if (password === concealedText) return 'too_common';
  commonPasswords ??= readCommonPasswords();
  return (await commonPasswords).has(password.toLowerCase()) ? 'too_common' : undefined;
}

let commonPasswords: Promise<ReadonlySet<string>> | undefined;

/** Shorter ones are refused anyway. */
async function readCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const passwords: readonly string[] = dictionary['passwords-common'];
  return new Set(passwords.filter((password) => password.length >= passwordLengths.shortest));
}
