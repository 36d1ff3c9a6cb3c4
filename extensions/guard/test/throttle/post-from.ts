import { sendFrom } from '../../../../test/support/send-from.ts';

export interface LimitAnswer {
  status: number;
  retryAfter: string | undefined;
  text: string;
}

/** Posts JSON from a loopback address of choice. */
export async function postFrom(
  localAddress: string,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<LimitAnswer> {
  const answer = await sendFrom(localAddress, { method: 'POST', url, body, headers });
  const retryAfter = answer.headers['retry-after'];
  return { status: answer.status, retryAfter: retryAfter?.toString(), text: answer.text };
}
