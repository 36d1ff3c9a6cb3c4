import { describeDevice } from '../shared/device-name.ts';
import { currentRequest } from '../throttle/client-address.ts';
import type { LoginOrigin } from './logins.ts';

/** Where the login of the current request comes from. Our API names the client's address and browser, not its own. */
export function currentOrigin(): LoginOrigin {
  const { agent, address } = currentRequest() ?? {};
  return { device: describeDevice(agent), address: plainAddress(address) };
}

/** Whether our API proves a password by the login of the current request: it asks for itself, and ends it again. */
export function isProof(): boolean {
  const request = currentRequest();
  return request !== undefined && request.agent === undefined;
}

/** As people write it: without a zone, and IPv4 as such. */
export function plainAddress(address: string | null | undefined): string | null {
  if (address === undefined || address === null || address === '') return null;
  return address
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .slice(0, 45);
}
