import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { openBrowser } from '../test/support/browser.ts';
import { makeMailFolder } from '../test/support/mail-folder.ts';
import { startSystem } from '../test/support/system.ts';
import type { BenchOptions, Section } from './support/bench.ts';
import { figure, median, quantile } from './support/statistics.ts';
import { compareSamples, smallestSeen } from './support/two-samples.ts';

/** What answers alike for addresses that have an account and for those that have none. */
const routes: { path: string; bodyOf(email: string): object }[] = [
  { path: '/api/account/password/forgot', bodyOf: (email) => ({ email }) },
  { path: '/api/register', bodyOf: (email) => ({ email, password: 'a-password-of-mine-7' }) },
];

/** How long they take for either. */
export async function run({ isQuick }: BenchOptions): Promise<Section[]> {
  const count = isQuick ? 20 : 200;
  console.log(
    `accounts: ${count} known and ${count} unknown addresses, in an order left to chance ...`,
  );
  const mails = await makeMailFolder();
  const system = await startSystem({
    directus: {},
    // The sender at its usual pace, as it is where somebody listens.
    api: {
      mail: mails.options.mail as NonNullable<typeof mails.options.mail>,
      trustProxy: '127.0.0.1',
      isAddressProofRequired: true,
    },
  });
  try {
    const newEmail = () => `person-${randomBytes(8).toString('hex')}@example.com`;
    const known = Array.from({ length: count }, newEmail);
    for (const email of known) await system.directus.admin.createUser({ email });
    const browser = openBrowser({ url: system.api.url });
    let asked = 0;
    const askAt = async ({ path, bodyOf }: (typeof routes)[number], email: string) => {
      asked += 1;
      const headers = {
        'x-forwarded-for': `10.${asked >> 16}.${(asked >> 8) & 255}.${asked & 255}`,
      };
      const startedAt = performance.now();
      // A connection of its own, as a stranger's request has.
      const answer = await browser.send('POST', path, {
        body: bodyOf(email),
        headers,
        origin: null,
      });
      const took = performance.now() - startedAt;
      if (answer.status !== 202) throw new Error(`answered ${answer.status}: ${answer.text}`);
      return took;
    };
    const rows: string[][] = [];
    for (const route of routes) {
      const ask = (email: string) => askAt(route, email);
      for (let warm = 0; warm < 50; warm += 1) await ask(newEmail());
      const times = { known: [] as number[], unknown: [] as number[] };
      const after = { known: [] as number[], unknown: [] as number[] };
      for (const { email, kind } of inAnyOrder([
        ...known.map((email) => ({ email, kind: 'known' as const })),
        ...known.map(() => ({ email: newEmail(), kind: 'unknown' as const })),
      ])) {
        times[kind].push(await ask(email));
        after[kind].push(await ask(newEmail()));
      }
      rows.push(row(`\`${route.path}\``, times), row('the one after it', after));
    }
    return [
      {
        title: 'Known and unknown addresses',
        text: [
          `\`POST /api/account/password/forgot\`, and \`POST /api/register\` with \`EMAIL_VERIFICATION=required\`, for ${count} addresses with an account and ${count} without, one after the other in an order left to chance, and after each of them one more for an address without, so that what the sender does for a mail would show there. Two tests of two samples say how likely such a difference is where there is none (Mann and Whitney; Kolmogorov and Smirnov); the last column is the difference that one of them would see in samples like these, at p below 0.01.`,
        ],
        tables: [
          {
            head: [
              '',
              'known: median, ms',
              'p95',
              'unknown: median, ms',
              'p95',
              'p (ranks)',
              'p (distance)',
              'would be seen, ms',
            ],
            rows,
          },
        ],
      },
    ];
  } finally {
    await system.stop();
    await mails.remove();
  }
}

function row(name: string, { known, unknown }: Record<'known' | 'unknown', number[]>): string[] {
  const { rankP, distanceP } = compareSamples(known, unknown);
  const both = [known, unknown].flatMap((one) => [median(one), quantile(one, 0.95)]);
  return [name, ...[...both, rankP, distanceP, smallestSeen(known, unknown)].map(figure)];
}

function inAnyOrder<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
