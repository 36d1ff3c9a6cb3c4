import Type from 'typebox';
import type { ErrorCode } from '../http/errors.ts';
import { prose } from '../http/schemas.ts';
import { chatSessionIdPattern } from './id-patterns.ts';

export const chatSessionId = Type.String({
  pattern: chatSessionIdPattern,
  description:
    'The conversation; 1 to 128 of A-Z, a-z, 0-9, dot, underscore and hyphen, but for the words null, true and false. Left out: genie-<userId>.',
});

/** What a user writes. */
export const chatMessage = prose({
  minLength: 1,
  maxLength: 4000,
  description: 'What to answer; not blank.',
});

/** Errors that are met only inside a stream that has begun. There they are an event with their sentence. */
export const codesInStream = [
  'chat.answer_refused',
  'chat.model_failed',
  'chat.model_timeout',
  'chat.signed_out',
  'chat.answer_not_kept',
  'server.closing',
] as const satisfies ErrorCode[];
