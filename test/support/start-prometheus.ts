import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { spawnTied } from './spawn-tied.ts';

/** A Prometheus of the test's own. */
export interface TestPrometheus {
  url: string;
  /** The samples that a query has now, by their labels. */
  query(text: string): Promise<{ metric: Record<string, string>; value: number }[]>;
  stop(): Promise<void>;
}

/** Why there can be none here; undefined if there can. */
export function whyNoPrometheus(): string | undefined {
  const { error } = spawnSync('prometheus', ['--version'], { timeout: 10_000 });
  return error === undefined ? undefined : `no prometheus: ${error.message}`;
}

/**
 * Starts one that scrapes and evaluates every second.
 *
 * @param jobs what stands under `scrape_configs`, as JSON
 * @param rules the text of a file of rules
 */
export async function startPrometheus(
  jobs: readonly object[],
  rules: string,
): Promise<TestPrometheus> {
  const dir = await mkdtemp(join(tmpdir(), 'genie-prometheus-'));
  await writeFile(join(dir, 'rules.yaml'), rules);
  const global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' };
  const config = { global, rule_files: ['rules.yaml'], scrape_configs: jobs };
  // JSON is YAML.
  await writeFile(join(dir, 'prometheus.yml'), JSON.stringify(config));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawnTied('prometheus', [
    `--config.file=${join(dir, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(dir, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--log.level=error',
  ]);
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  for (const endsAt = Date.now() + 60_000; !(await isReady()); ) {
    if (child.exitCode !== null) throw new Error(`prometheus ended: ${child.exitCode}`);
    if (Date.now() > endsAt) throw new Error('prometheus does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    async query(text) {
      const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: text })}`);
      const { data } = (await answer.json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await ended;
      }
      await rm(dir, { recursive: true, force: true });
    },
  };
}
