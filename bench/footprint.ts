import { introspectionSecretOf } from '@genie-helper/environment';
import { residentMegabytes } from '../test/support/process-usage.ts';
import { startTestDirectus } from '../test/support/start-directus.ts';
import type { BenchOptions, Section } from './support/bench.ts';
import { startApi } from './support/start-process.ts';
import { figure, medianWithSpread } from './support/statistics.ts';

const sharedSecret = 'bench-only-shared-secret-6f2b9d41c7e0';

/** How long the API's process takes to be ready, and its memory after many requests. */
export async function run({ isQuick }: BenchOptions): Promise<Section[]> {
  const starts = isQuick ? 1 : 5;
  const requests = isQuick ? 500 : 10_000;
  console.log(`footprint: ${starts} starts, then ${requests} requests ...`);
  const directus = await startTestDirectus({
    settings: { introspectionSecret: introspectionSecretOf(sharedSecret) },
  });
  try {
    const readyMs: number[] = [];
    for (let index = 0; index < starts; index += 1) {
      const start = performance.now();
      const api = await startApi(directus, sharedSecret);
      readyMs.push(performance.now() - start);
      await api.stop();
    }
    const user = await directus.admin.createUser();
    const { accessToken } = await directus.login(user.email, user.password);
    const api = await startApi(directus, sharedSecret);
    const atStart = await residentMegabytes(api.pid);
    await sendMany(api.url, accessToken, requests);
    const after = await residentMegabytes(api.pid);
    await api.stop();
    return [
      {
        title: 'Start and memory',
        text: [
          `The API's process alone, started ${starts} times; then ${requests.toLocaleString('en-US')} requests, half of them captions, half the caller's own record, 20 at a time.`,
        ],
        tables: [
          {
            head: ['', 'measured', 'promised'],
            rows: [
              ['ready, ms', medianWithSpread(readyMs), '1,500'],
              ['memory at the start, MB', figure(atStart), ''],
              ['memory after the requests, MB', figure(after), '256'],
            ],
          },
        ],
      },
    ];
  } finally {
    await directus.stop();
  }
}

/** Half of them captions, half the caller's own record, 20 at a time. */
async function sendMany(url: string, token: string, requests: number): Promise<void> {
  let sent = 0;
  const worker = async () => {
    while (sent < requests) {
      sent += 1;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await (sent % 2 === 0
        ? fetch(`${url}/api/me`, { headers })
        : fetch(`${url}/api/captions/generate`, { method: 'POST', headers, body: '{}' }));
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`request ${sent} was answered ${answer.status}`);
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}
