/**
 * The page that shows the OpenAPI document, made by Scalar.
 *
 * Guarantees: the page asks nobody but this server, and its policy lets it ask nobody else. Scripts run only with the
 * nonce of the answer, so nothing that found its way into the document would run.
 * Doesn't guarantee: that no style is put in by an attribute; Scalar needs those.
 */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import Type from 'typebox';
import { rawOperation } from '../operation.ts';
import { contentAnswer } from '../schemas.ts';

const placeholder = 'nonce-of-the-answer';

/**
 * Two style sheets that Scalar 1.76.3 adds without the nonce: of its messages, and of its theme. After an upgrade a
 * browser's console names the new ones.
 */
const scalarStyles = [
  "'sha256-l/2OpPg0d+2VLTLgwjf5mQo2CYwHDEqdj5TjbfEyVJI='",
  "'sha256-T13Uev3xCax2N28XaoAE8DOzQZKvPp7ZQVAi1iRREjo='",
];

/** The page's own content security policy. */
function referencePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}' ${scalarStyles.join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';');
}

/**
 * Has the page's parts made in a thread of their own: reading five megabytes of script would hold up every other
 * request for half a second, and keep ten times their size. The thread has no environment, so no secret either.
 *
 * @throws Error where the thread ends without them
 */
async function createReference() {
  const worker = new Worker(new URL('./reference-worker.ts', import.meta.url), {
    workerData: { nonce: placeholder },
    env: {},
    execArgv: [],
  });
  try {
    const ended = once(worker, 'exit').then(() => {
      throw new Error('the thread ended without the page');
    });
    const [made] = await Promise.race([once(worker, 'message'), ended]);
    const { page, script }: { page: string; script: Uint8Array } = made;
    return {
      /** @param nonce what scripts and styles of this one answer carry */
      pageFor: (nonce: string) => page.replaceAll(placeholder, nonce),
      script: Buffer.from(script.buffer, script.byteOffset, script.byteLength),
    };
  } finally {
    await worker.terminate();
  }
}

/** Gives the parts, which are made at the first request and kept in memory; nothing is made before. */
export function createReferenceLoader() {
  let loading: ReturnType<typeof createReference> | undefined;
  return {
    load() {
      loading ??= createReference().catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      return loading;
    },
  };
}

type ReferenceLoader = ReturnType<typeof createReferenceLoader>;

/** `GET /reference`: the OpenAPI document to browse. */
export const browseReference = rawOperation({
  path: 'GET /reference',
  operationId: 'browseReference',
  guard: 'public',
  limit: 'default',
  errors: [],
  tag: 'Documentation',
  summary: 'This document, to browse',
  description: 'A page that loads nothing from elsewhere.',
  answer: contentAnswer('The page.', {
    'text/html': { schema: Type.String(), example: '<!doctype html>…' },
  }),
  async send({ reply }, { load }: ReferenceLoader) {
    const { pageFor } = await load();
    const nonce = randomBytes(16).toString('base64url');
    return reply
      .header('content-security-policy', referencePolicy(nonce))
      .type('text/html; charset=utf-8')
      .send(pageFor(nonce));
  },
});

/** `GET /reference/scalar.js`: the script that shows it. */
export const getReferenceScript = rawOperation({
  path: 'GET /reference/scalar.js',
  operationId: 'getReferenceScript',
  guard: 'public',
  limit: 'default',
  errors: [],
  tag: 'Documentation',
  summary: 'The script of the reference',
  description: 'Scalar, as it was published.',
  answer: contentAnswer('The script.', {
    'text/javascript': {
      schema: Type.Unsafe<Buffer>({ type: 'string' }),
      example: '(function () {…})()',
    },
  }),
  async send({ reply }, { load }: ReferenceLoader) {
    return reply.type('text/javascript; charset=utf-8').send((await load()).script);
  },
});
