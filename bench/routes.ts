import type { BenchOptions, Section } from './support/bench.ts';
import { growthOf } from './support/cell-figures.ts';
import { connectionStep, measure, type Step } from './support/measure.ts';
import { requestsOf, startRouteStack } from './support/route-stack.ts';

const connections = [1, 8, 64, 256];

/** The vault's routes and the captions', beside the check alone and an answer without one. */
export async function run(options: BenchOptions): Promise<Section[]> {
  const most = Math.max(...connections);
  console.log(`routes: ${most} people connect a platform ...`);
  const stack = await startRouteStack(most);
  try {
    const targets = Object.entries(requestsOf(stack)).map(([name, requestOf]) => ({
      name,
      url: stack.url,
      pid: stack.pid,
      requests: (step: Step) => stack.people.slice(0, step.connections).map(requestOf),
    }));
    // Slow writes over 256 connections take long; their spread is small.
    const rounds = Math.min(options.rounds, 3);
    const cells = await measure(connections.map(connectionStep), targets, { ...options, rounds });
    const xLabel = 'connections, each with a user or a record of its own';
    return [
      {
        title: 'The vault and the captions',
        text: [
          `The API as \`npm start\` runs it, with \`introspect\`, before a Directus on SQLite; ${rounds} rounds. Captions are those of the built-in writer. A reveal reads a record and writes an entry to the access log, a store reads and then writes both: what waits goes in one call of the guard, in one transaction. Who is refused with 503 asks again at once here, without waiting as \`Retry-After\` says, so the refusals are many more than the work that wasn't done.`,
        ],
        ...growthOf(cells, { name: 'routes', by: 'connections', xLabel, process: 'the API' }),
      },
    ];
  } finally {
    await stack.stop();
  }
}
