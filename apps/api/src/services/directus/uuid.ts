const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Whether a text has the form in which Directus keeps ids. Anything else isn't asked for: some databases fail on it,
 * and Directus takes words such as `null` and `true` in a filter for more than text.
 */
export function isUuid(text: string): boolean {
  return uuid.test(text);
}
