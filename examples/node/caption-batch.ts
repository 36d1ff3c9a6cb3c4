/**
 * Has a caption written for each platform that is named, and shows how far it is.
 *
 *     GENIE_EMAIL=… GENIE_PASSWORD=… node examples/node/caption-batch.ts x reddit
 *
 * Ctrl-C stops the waiting; the batch goes on at the server.
 */
import { createGenieClient, GenieError } from '@genie-helper/client';

const genie = createGenieClient({
  apiUrl: process.env.GENIE_API_URL ?? 'http://127.0.0.1:3001',
  directusUrl: process.env.DIRECTUS_URL ?? 'http://127.0.0.1:8055',
});
const { GENIE_EMAIL = '', GENIE_PASSWORD = '' } = process.env;
const platforms = process.argv.slice(2);
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

try {
  await genie.login(GENIE_EMAIL, GENIE_PASSWORD);
  const { jobId } = await genie.captions.batch(platforms.map(toRequest));
  const job = await genie.jobs.wait(jobId, {
    signal: interrupted.signal,
    onProgress: ({ status, progress }) => console.error(`${status}: ${progress} %`),
  });
  for (const item of job.result?.items ?? []) {
    console.log(`${item.platform}: ${item.ok ? item.caption : `failed, ${item.error}`}`);
  }
  if (job.status === 'failed') process.exitCode = 1;
} catch (error) {
  if (!interrupted.signal.aborted) tell(error);
  process.exitCode = 1;
} finally {
  await genie.logout().catch(() => genie.forget());
}

function toRequest(platform: string) {
  // What it isn't, the API says with the name of the field.
  return { platform: platform as 'x', topic: 'new photo set', length: 'short' as const };
}

/** Sentences of the API are for people; the id finds the request in the server's log. */
function tell(error: unknown): void {
  if (!(error instanceof GenieError)) throw error;
  const { message, code, details = [], requestId } = error;
  console.error(`${message} (${code}${requestId === undefined ? '' : `, request ${requestId}`})`);
  for (const { path, message: what } of details) console.error(`  ${path}: ${what}`);
}
