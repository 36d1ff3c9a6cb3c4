/**
 * Puts connections with ciphertexts of the older form into Directus; explained in migrate-v1-credentials.md. Run it in
 * the folder of .env, with one JSON object a line on stdin. A connection that is there already is left as it is.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseEnv } from 'node:util';

const { DIRECTUS_URL = 'http://127.0.0.1:8055', DIRECTUS_ADMIN_TOKEN } = parseEnv(
  readFileSync('.env', 'utf8'),
);
const older = /^v1:[0-9a-f]{24}:[0-9a-f]{32}:(?:[0-9a-f]{2})+$/;
const counts = { imported: 0, there: 0, refused: 0 };
let number = 0;

for await (const line of createInterface({ input: process.stdin })) {
  number += 1;
  if (line.trim() === '') continue;
  const outcome = await importLine(line);
  if (outcome in counts) counts[outcome] += 1;
  else {
    counts.refused += 1;
    process.stderr.write(`line ${number}: ${outcome}\n`);
  }
}
process.stdout.write(
  `${counts.imported} imported, ${counts.there} there, ${counts.refused} refused\n`,
);
process.exitCode = counts.refused === 0 ? 0 : 1;

/** @returns `imported`, `there`, or why not; never anything of the ciphertext */
async function importLine(line) {
  const connection = parse(line);
  if (connection === undefined) return 'is not JSON';
  const { id, user, platform, platform_username = null, encrypted_credentials } = connection;
  const text = String(encrypted_credentials?.enc ?? encrypted_credentials);
  if (!older.test(text)) return 'encrypted_credentials is not of the older form';
  const now = new Date().toISOString();
  const response = await fetch(`${DIRECTUS_URL}/items/platform_connections?fields=id`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${DIRECTUS_ADMIN_TOKEN}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      id: id ?? crypto.randomUUID(),
      user,
      platform,
      platform_username,
      identity: `${user}/${platform}/${platform_username ?? ''}`,
      encrypted_credentials: text,
      credentials_version: 1,
      seal_count: 1,
      credentials_updated_at: now,
      date_created: now,
    }),
  });
  if (response.ok) return 'imported';
  const answer = parse(await response.text());
  const code = answer?.errors?.[0]?.extensions?.code ?? response.status;
  return code === 'RECORD_NOT_UNIQUE' ? 'there' : `Directus refused it (${code})`;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
