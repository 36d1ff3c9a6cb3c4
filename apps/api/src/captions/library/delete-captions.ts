import { isUuid } from '@genie-helper/directus-client';
import Type from 'typebox';
import { AppError } from '../../http/errors.ts';
import { operation } from '../../http/operation.ts';
import { okAnswer, recordId } from '../../http/schemas.ts';
import type { CaptionLibrary } from './caption-library.ts';

type Deps = { library: Pick<CaptionLibrary, 'remove'> };

const common = {
  guard: 'user',
  limit: 'default',
  work: 'records',
  tag: 'Captions',
} as const;

/** `DELETE /api/captions/:id`: removes one caption from the caller's library. */
export const deleteCaption = operation({
  ...common,
  path: 'DELETE /api/captions/:id',
  operationId: 'deleteCaption',
  errors: ['captions.not_found', 'auth.secret_not_set'],
  summary: 'Remove a caption from the library',
  description: 'The batch that it came from keeps it.',
  params: Type.Object({ id: recordId("The caption's id.") }),
  status: 204,
  answer: Type.Null({ description: 'It is removed.' }),
  async run({ params, principal }, { library }: Deps) {
    const id = params.id.toLowerCase();
    const removed = isUuid(id) ? await library.remove(principal.user.userId, id) : 0;
    if (removed === 0) throw new AppError('captions.not_found');
    return null;
  },
});

/** `DELETE /api/captions`: empties the caller's library. */
export const deleteCaptions = operation({
  ...common,
  path: 'DELETE /api/captions',
  operationId: 'deleteCaptions',
  errors: ['auth.secret_not_set'],
  summary: 'Empty the library',
  description:
    'Removes every caption of the caller from it. Batches keep theirs; one that is under way puts those of its next captions into it.',
  answer: okAnswer('How many there were.', { removed: Type.Integer() }, { removed: 12 }),
  async run({ principal }, { library }: Deps) {
    return { ok: true, removed: await library.remove(principal.user.userId) };
  },
});
