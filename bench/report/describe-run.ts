import { readFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { resolve } from 'node:path';
import type { Table } from '../support/bench.ts';
import type { BenchOptions } from '../support/bench-options.ts';

const packages = ['directus', 'fastify', 'undici', 'jose', 'express', 'autocannon'];

/** On what was measured, with what and when. */
export interface RunRecord {
  startedAt: Date;
  /** Load averages of a minute: how much ran on the machine, this run's own included. */
  loadAtStart: number;
  loadAtEnd: number;
}

/** The machine's load average of the last minute. */
export function currentLoad(): number {
  return loadavg()[0] ?? Number.NaN;
}

/** Machine, versions, time and load, as a table. */
export async function describeRun(record: RunRecord, options: BenchOptions): Promise<Table> {
  const [processor] = cpus();
  const minutes = (Date.now() - record.startedAt.getTime()) / 60_000;
  const versions = await Promise.all(
    packages.map(async (name) => `${name} ${await versionOf(name)}`),
  );
  return {
    head: ['this run', ''],
    rows: [
      ['machine', `${cpus().length} cores of ${processor?.model.trim()}, ${gigabytes(totalmem())}`],
      ['system', `${type()} ${release()}, Node ${process.versions.node}`],
      ['packages', versions.join(', ')],
      ['time', `${record.startedAt.toISOString().slice(0, 16)}Z, ${minutes.toFixed(0)} minutes`],
      [
        'load average',
        `${record.loadAtStart.toFixed(2)} before it, ${record.loadAtEnd.toFixed(2)} at its end, on ${cpus().length} cores`,
      ],
      ['rounds', `${options.rounds} of about ${options.seconds} s each, after one to warm up`],
    ],
  };
}

function gigabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 30)} GiB`;
}

async function versionOf(name: string): Promise<string> {
  const file = resolve(import.meta.dirname, '../../node_modules', name, 'package.json');
  return JSON.parse(await readFile(file, 'utf8')).version;
}
