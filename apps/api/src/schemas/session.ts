import Type from 'typebox';
import { answer } from './answer.ts';
import { exampleValues } from './example-values.ts';
import { currentUser, exampleUser } from './user.ts';

/** A console's session, without its token. */
export const session = answer(
  {
    ok: Type.Literal(true),
    user: currentUser,
    expiresAt: Type.String({
      description: 'When it ends unless it is used in the second half of its life.',
    }),
  },
  {
    description: 'The session, without its token.',
    example: { ok: true, user: exampleUser, expiresAt: exampleValues.later },
  },
);
