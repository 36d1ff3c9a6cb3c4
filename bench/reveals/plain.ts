import { createDecipheriv, timingSafeEqual } from 'node:crypto';
import express from 'express';

/**
 * The plain design of a reveal: the record by one `fetch` with the admin token, the log entry by another, and
 * `createDecipheriv`. A ciphertext here is IV (12 bytes), tag (16) and AES-256-GCM's own, as base64.
 */
const { DIRECTUS_URL, ADMIN_TOKEN, SHARED_SECRET = '', KEY = '', SERVER_PORT } = process.env;
const key = Buffer.from(KEY, 'base64');
const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' };
const app = express();
app.use(express.json());

app.get('/healthz', (_request, response) => {
  response.json({ ok: true });
});

app.post('/api/credentials/reveal', async (request, response) => {
  const shown = Buffer.from(request.get('x-rbac-sync-secret') ?? '');
  const wanted = Buffer.from(SHARED_SECRET);
  if (shown.length !== wanted.length || !timingSafeEqual(shown, wanted)) {
    response.status(401).json({ ok: false });
    return;
  }
  const { creatorProfileId } = request.body as { creatorProfileId: string };
  const found = await fetch(`${DIRECTUS_URL}/items/platform_connections/${creatorProfileId}`, {
    headers,
  });
  const logged = await fetch(`${DIRECTUS_URL}/items/credential_access_log`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      action: 'reveal',
      outcome: 'done',
      principal_kind: 'server',
      principal_id: 'current',
      collection: 'platform_connections',
      item: creatorProfileId,
      connection: creatorProfileId,
      request_id: '',
      address: request.ip,
      at: new Date().toISOString(),
    }),
  });
  if (!found.ok || !logged.ok) {
    response.status(503).json({ ok: false });
    return;
  }
  const { data } = (await found.json()) as { data: { encrypted_credentials: string } };
  const sealed = Buffer.from(data.encrypted_credentials, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(12, 28));
  const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
  response.json({ ok: true, credentials: JSON.parse(text.toString()) });
});

app.listen(Number(SERVER_PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
