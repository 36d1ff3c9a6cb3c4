import Type from 'typebox';
import type { ReadOwnRows } from '../../directus/own-rows.ts';
import { orNull } from '../../http/schemas.ts';

const row = Type.Object({
  id: Type.String(),
  text: Type.String(),
  platform: Type.String(),
  tone: Type.String(),
  topic: Type.String(),
  length: Type.String(),
  model: Type.String(),
  source: Type.String(),
  job: orNull,
  date_created: Type.String(),
});

const rowsAtOnce = 100;

/** A person's library of captions. Never more than a page is held. */
export function createLibraryExport(rows: ReadOwnRows) {
  return async function* library(userId: string) {
    for await (const one of rows('captions', row, userId, rowsAtOnce)) {
      const { text: caption, job: batchId, date_created: writtenAt, ...rest } = one;
      yield { ...rest, caption, batchId, writtenAt };
    }
  };
}
