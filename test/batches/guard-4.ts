import { runBatch } from '../support/run-batch.ts';

await runBatch(import.meta.filename);
