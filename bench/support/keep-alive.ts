import { Agent, type RequestOptions, request } from 'node:http';
import type { LoadRequest } from './load.ts';

/** One connection that stays open: requests over it cost little but what the server takes. */
export interface KeepAlive {
  /** @throws Error unless it's answered 200 */
  send(path: string, one: LoadRequest): Promise<void>;
  close(): void;
}

export function openKeepAlive(url: string): KeepAlive {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(url);
  return {
    async send(path, { method = 'GET', headers, body }) {
      const status = await exchange({ agent, hostname, port, path, method, headers }, body);
      if (status !== 200) throw new Error(`${url}${path} answered ${status}`);
    },
    close: () => agent.destroy(),
  };
}

function exchange(options: RequestOptions, body: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
