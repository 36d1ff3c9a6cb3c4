import Type from 'typebox';
import type { ErrorCode } from '../http/errors.ts';

/** The token of a link, as a page has it from behind the `#`. Whatever is no such token is one that doesn't count. */
export const linkToken = Type.String({
  maxLength: 1_024,
  description: 'What stands behind `#token=` in the link of the mail.',
});

/** For the reference; it opens nothing. */
export const exampleToken = 'the-43-characters-behind-the-hash-in-the-link';

/** What any operation with a link may answer with because of it. */
export const linkErrors = [
  'account.token_invalid',
  'auth.secret_not_set',
  'rate_limit.exceeded',
  'directus.unavailable',
] as const satisfies readonly ErrorCode[];
