const uuid = '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';

/** A conversation's id. The words that are left out Directus takes for more than text in a filter. */
export const chatSessionIdPattern = '^(?!(?:null|true|false)$)[A-Za-z0-9._-]{1,128}$';

/** Up to 100 ids of users, with commas between. */
export const userIdsPattern = `^${uuid}(?:,${uuid}){0,99}$`;

/** Who used credentials: a user's id, or what is written for a server. */
export const principalIdPattern = `^(?:current|previous|command|${uuid})$`;

/** What the patterns ask for, in words for an error. */
export const patternWords: ReadonlyMap<unknown, string> = new Map([
  [
    chatSessionIdPattern,
    'must be 1 to 128 letters, digits, dots, underscores or hyphens, and not null, true or false',
  ],
  [userIdsPattern, 'must be 1 to 100 ids of users, with commas between'],
  [principalIdPattern, "must be a user's id, current, previous or command"],
]);
