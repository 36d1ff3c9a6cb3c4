import { lengths, platforms } from '@genie-helper/captions';
import { captionSources } from '@genie-helper/guard-protocol';
import Type from 'typebox';
import { operation } from '../../http/operation.ts';
import {
  exampleValues,
  limitUpTo,
  line,
  okAnswer,
  onlyFields,
  pageFields,
  pageOf,
  parseTimestamp,
} from '../../http/schemas.ts';
import type { CaptionLibrary } from './caption-library.ts';

const libraryCaption = Type.Object(
  {
    id: Type.String(),
    caption: Type.String(),
    platform: Type.String(),
    tone: Type.String(),
    topic: Type.String(),
    length: Type.String({ description: `${lengths.join(', ')}.` }),
    model: Type.String({ description: 'builtin, or the name of the model.' }),
    source: Type.Enum([...captionSources], {
      description: 'Written by itself, in a batch, or in the chat.',
    }),
    jobId: Type.Optional(
      Type.String({ description: 'Of a batch, its id; the batch may be gone already.' }),
    ),
    writtenAt: Type.String(),
  },
  { title: 'LibraryCaption' },
);

/** `GET /api/captions`: every caption that was written for the caller, found by words, platform and date. */
export const listCaptions = operation({
  path: 'GET /api/captions',
  operationId: 'listCaptions',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['auth.secret_not_set'],
  tag: 'Captions',
  summary: "The caller's library of captions",
  description:
    'Every caption that was written for the caller, in batches and in the chat as well; at most the newest 5,000, for `CAPTION_RETENTION_DAYS`. A caption is here within a second of its answer.',
  query: onlyFields({
    ...pageFields,
    limit: limitUpTo(100),
    q: Type.Optional(
      line({
        maxLength: 200,
        description:
          'Words, or parts of them, that caption or topic must have, all of them; case, accents and punctuation make no difference.',
      }),
    ),
    platform: Type.Optional(Type.Enum([...platforms])),
    from: Type.Optional(
      Type.String({ format: 'date-time', description: 'Written from this moment on.' }),
    ),
    to: Type.Optional(
      Type.String({ format: 'date-time', description: 'Written before this moment.' }),
    ),
  }),
  answer: okAnswer(
    'Captions, newest first, and how many there are in all.',
    { captions: Type.Array(libraryCaption), total: Type.Integer() },
    {
      captions: [
        {
          id: exampleValues.downloadId,
          caption: 'New photo set is up. Which one is yours? #newset #photos #tonight',
          platform: 'instagram',
          tone: 'playful',
          topic: 'new photo set',
          length: 'short',
          model: 'builtin',
          source: 'single',
          writtenAt: exampleValues.earlier,
        },
      ],
      total: 1,
    },
  ),
  async run({ query, principal }, { library }: { library: Pick<CaptionLibrary, 'list'> }) {
    const { page, wanted } = pageOf(query);
    const { q, platform, from, to } = wanted;
    const { captions, total } = await library.list({
      ...page,
      userId: principal.user.userId,
      words: q || undefined,
      platform,
      from: from && parseTimestamp('from', from).toISOString(),
      to: to && parseTimestamp('to', to).toISOString(),
    });
    return {
      ok: true,
      captions: captions.map(({ text: caption, job, ...rest }) => ({
        ...rest,
        caption,
        ...(job === null ? {} : { jobId: job }),
      })),
      total,
    };
  },
});
