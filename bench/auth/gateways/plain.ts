import express from 'express';

/** The plain design: one `fetch` of `/users/me` for every request, and its status for an answer. */
const { DIRECTUS_URL, SERVER_PORT } = process.env;
const app = express();

app.get('/healthz', (_request, response) => {
  response.json({ ok: true });
});

app.get('/whoami', async (request, response) => {
  const answer = await fetch(`${DIRECTUS_URL}/users/me?fields=id,email,first_name`, {
    headers: { authorization: request.get('authorization') ?? '' },
  });
  if (!answer.ok) {
    response.status(401).json({ ok: false });
    return;
  }
  const { data } = (await answer.json()) as { data: { id: string } };
  response.json({ ok: true, userId: data.id });
});

app.listen(Number(SERVER_PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
