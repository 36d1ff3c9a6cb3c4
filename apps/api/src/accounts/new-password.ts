/**
 * A password that somebody sets through the API: one schema, one spelling, one judgement, whichever operation takes it.
 *
 * The rules are those of `packages/guard-protocol/src/passwords.ts`; Directus holds whoever goes there to the same ones.
 */
import { isRecord } from '@genie-helper/directus-client';
import {
  judgePassword,
  normalizePassword,
  passwordLengths,
  passwordProblems,
} from '@genie-helper/guard-protocol';
import Type from 'typebox';
import { invalidField } from '../http/errors.ts';
import { wellFormedPattern } from '../http/schemas.ts';

/** The field of a body that holds it. */
export function newPassword() {
  return Type.String({
    minLength: passwordLengths.shortest,
    maxLength: passwordLengths.longest,
    pattern: wellFormedPattern,
    description:
      'Any characters; not one of the commonest passwords. Its length is counted in Unicode normalization form C.',
  });
}

/** For `prepareBody`: normalizes the field where it is a text, so that the schema counts what is kept. */
export function normalizeNewPassword(field: string): (body: unknown) => void {
  return (body) => {
    if (!isRecord(body)) return;
    const password = body[field];
    if (typeof password === 'string') body[field] = normalizePassword(password);
  };
}

/**
 * @param password normalized
 * @param field what the body calls it
 * @throws AppError `request.invalid`, which names the field and says what to do
 */
export async function requireGoodPassword(password: string, field: string): Promise<void> {
  const problem = await judgePassword(password);
  if (problem !== undefined) throw invalidField(field, passwordProblems[problem]);
}
