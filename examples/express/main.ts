/** Starts the app: `node examples/express/main.ts`. */
import { buildExpressApp } from './app.ts';

const app = buildExpressApp(process.env.GENIE_API_URL ?? 'http://127.0.0.1:3001');
const server = app.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  console.log(`http://127.0.0.1:${port}/greeting wants "Authorization: Bearer <access token>"`);
});
