import type { createGenieServerClient as real } from './create-server-client.ts';
import { notInBrowsers } from './refuse-browser.ts';

/** What bundlers for browsers find in place of the server's client. @throws Error always */
export const createGenieServerClient: typeof real = () => {
  throw notInBrowsers();
};
