/** The rules of registration, as the API has them. */
export const leastCharacters = 8;
export const mostCharacters = 128;

/** Whether a password's length is right, in characters as people count them. */
export function hasRightLength(password: string): boolean {
  const { length } = Array.from(password);
  return length >= leastCharacters && length <= mostCharacters;
}
