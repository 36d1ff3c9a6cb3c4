/**
 * `npm run bench`: measures everything and writes `docs/benchmarks.md`. With names: measures these and prints;
 * with `--write` it puts them into the report.
 * Everything that is compared is measured in one run, interleaved, because the machine may be shared; read the
 * ratios, not the absolute figures.
 */
import { benches, printSection, runBenches, updateReport, writeReport } from './report.ts';
import { readBenchOptions } from './support/bench.ts';

const { options, names, isWritten } = readBenchOptions(process.argv.slice(2));
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(
    `There is no bench "${unknown.join(', ')}". There are: ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}
if (names.length === 0) {
  await writeReport(options);
} else if (isWritten) {
  await updateReport(names, options);
} else {
  for await (const sections of runBenches(names, options)) sections.forEach(printSection);
}
