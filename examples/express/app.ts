import express, { type Express } from 'express';
import { requireUser, userOf } from './require-user.ts';

/** An app with routes of its own, open to whom the Genie Helper API vouches for. */
export function buildExpressApp(apiUrl: string): Express {
  const app = express();
  app.disable('x-powered-by');

  app.get('/status', (_request, response) => {
    response.json({ status: 'up' });
  });

  // Every route below this line needs a good token.
  app.use(requireUser(apiUrl));

  app.get('/greeting', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ greeting: `Hello ${userOf(response).email}` });
  });

  app.get('/reports', (_request, response) => {
    if (!userOf(response).isAdmin) return response.status(403).json({ error: 'Admin only' });
    return response.set('Cache-Control', 'no-store').json({ reports: [] });
  });

  return app;
}
