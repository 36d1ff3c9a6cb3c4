import {
  createDirectusClient,
  type DirectusAnswer,
  type DirectusCall,
  failureCodeOf,
} from '@genie-helper/directus-client';
import { explainCode } from './ask.ts';
import { type Finding, fail } from './check.ts';

/** Directus's word, or why there's none. */
export type Asked = DirectusAnswer | { ok: false; status: undefined; code: string };

/** Asks Directus once, through its client. Never throws. */
export async function askDirectus(url: string, call: DirectusCall): Promise<Asked> {
  const client = createDirectusClient({ url, callTimeoutMs: 4_000, maxResponseBytes: 4_000_000 });
  try {
    return await client.call(call);
  } catch (error) {
    return { ok: false, status: undefined, code: failureCodeOf(error) };
  } finally {
    await client.close();
  }
}

/** What is told where it doesn't answer an administrator as it should. */
export function failed({ status, code }: Extract<Asked, { ok: false }>): Finding {
  const [, answered = status] = /^HTTP_(\d+)$/.exec(code) ?? [];
  const what = answered === undefined ? explainCode(code) : `status ${answered}`;
  return fail(
    `Directus fails when it is asked as an administrator (${what}).`,
    'See that its database runs; data/logs/directus.log names the error.',
  );
}
