/**
 * A creator's login for a platform, kept and read back as a server would.
 *
 *     GENIE_EMAIL=… GENIE_PASSWORD=… node --env-file=.env examples/server/keep-login.ts onlyfans lea
 *     node --env-file=.env examples/server/keep-login.ts <id>
 *
 * The first makes a connection in the name of the user, whose login it takes, then stores and reveals; the second has
 * the connection's id already. GENIE_CLIENT_SECRET, which "genie clients create" printed, makes it a server, and signs; without
 * it RBAC_SYNC_WEBHOOK_SECRET of the API does. No credential is printed.
 */
import { createGenieClient, GenieError } from '@genie-helper/client';
import { createGenieServerClient } from '@genie-helper/client/server';
import { patiently } from './patiently.ts';

const apiUrl = process.env.GENIE_API_URL ?? 'http://127.0.0.1:3001';
const directusUrl = process.env.DIRECTUS_URL ?? 'http://127.0.0.1:8055';
const { GENIE_EMAIL = '', GENIE_PASSWORD = '', RBAC_SYNC_WEBHOOK_SECRET = '' } = process.env;
const [first = '', username] = process.argv.slice(2);
const { GENIE_CLIENT_SECRET } = process.env;
const server = createGenieServerClient({
  apiUrl,
  secret: GENIE_CLIENT_SECRET ?? RBAC_SYNC_WEBHOOK_SECRET,
  // A secret of its own is never sent; the shared one can't sign.
  signs: GENIE_CLIENT_SECRET !== undefined,
});

try {
  const id = username === undefined ? first : await connect(first, username);
  console.log(`connection: ${id}`);

  // In place of this one: whatever your server has got from the platform.
  const credentials = { username: username ?? 'lea', session: crypto.randomUUID() };
  const { credentialsVersion } = await patiently(() => server.store(id, credentials), tellPause);
  console.log(`stored: version ${credentialsVersion}`);

  const revealed = await patiently(() => server.reveal(id), tellPause);
  if (revealed.session !== credentials.session) throw new Error('Somebody else stored meanwhile.');
  console.log(`revealed: ${Object.keys(revealed).join(', ')}`);
} catch (error) {
  tell(error);
  process.exitCode = 1;
}

/** Only the user can make a connection of theirs. @returns its id, by which servers store and reveal */
async function connect(platform: string, platform_username: string): Promise<string> {
  const user = createGenieClient({ apiUrl, directusUrl });
  try {
    await patiently(() => user.login(GENIE_EMAIL, GENIE_PASSWORD), tellPause);
    const profile = {
      // What it isn't, the API says with the name of the field.
      platform: platform as 'x',
      platform_username,
      credentials: { password: 'what the user typed' },
    };
    return (await patiently(() => user.credentials.createProfile(profile), tellPause)).id;
  } finally {
    await user.logout().catch(() => user.forget());
  }
}

function tellPause({ message }: GenieError, seconds: number): void {
  console.error(`${message} Trying again in ${seconds} s.`);
}

/** Sentences of the API are for people; the id finds the request in the server's log. */
function tell(error: unknown): void {
  if (!(error instanceof GenieError)) throw error;
  const { message, status, code, requestId, retryAfterMs, details = [] } = error;
  const facts = [status, code, requestId && `request ${requestId}`].filter(Boolean).join(', ');
  console.error(`${message} (${facts})`);
  if (retryAfterMs !== undefined) console.error(`Try again in ${retryAfterMs / 1000} s.`);
  for (const { path, message: what } of details) console.error(`  ${path}: ${what}`);
}
