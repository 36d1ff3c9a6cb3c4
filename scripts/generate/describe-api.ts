import { type AppServices, buildApp } from '../../apps/api/src/app.ts';
import { createLogger } from '../../apps/api/src/http/logging.ts';
import type { OpenApiDocument } from '../../apps/api/src/http/openapi/complete-document.ts';

/** The document that the API's own routes make. No request is made, so there are no services behind them. */
export async function describeApi(): Promise<OpenApiDocument> {
  const app = await buildApp({} as AppServices, {
    logger: createLogger('silent'),
    rateLimitMax: 0,
  });
  await app.ready();
  const document = app.describeApi();
  await app.close();
  return document;
}
