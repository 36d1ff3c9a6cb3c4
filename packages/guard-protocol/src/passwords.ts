/**
 * One password, however a keyboard spells it: the same letters come as one character or as a letter and its accents.
 *
 * The rule is OpaqueString of RFC 8265 (4.2.2): spaces of other kinds become the ASCII one, then NFC. Letter case and
 * width stay as they are. What the RFC would refuse is left to who judges passwords.
 */

/** Longer texts are kept as they are: none is a password here, and to normalize a long one can take minutes. */
const longestNormalized = 1_024;

/** @param password as somebody typed it; @returns what is measured, hashed and compared; twice gives the same as once */
export function normalizePassword(password: string): string {
  if (password.length > longestNormalized) return password;
  return password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}
