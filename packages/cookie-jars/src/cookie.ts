/** A cookie in the words of browser extensions. What wasn't given stays absent. */
export interface Cookie {
  /** May be empty where the value isn't. */
  name: string;
  value: string;
  /** A host name; a dot before it says that subdomains get the cookie too. */
  domain: string;
  /** True: only this very host gets it. Absent: as the dot before the domain says. */
  hostOnly?: boolean;
  /** Absent: `/`. */
  path?: string;
  secure?: boolean;
  httpOnly?: boolean;
  /** True: it ends with the browser, whatever `expirationDate` says. */
  session?: boolean;
  /** Seconds since 1970. */
  expirationDate?: number;
  /** The same in the words of Playwright and Puppeteer, where -1 stands for a session cookie. */
  expires?: number;
  sameSite?: string | null;
  storeId?: string | null;
  id?: string | number;
}

/** Whether subdomains get the cookie too. */
export function includesSubdomains({ domain, hostOnly }: Cookie): boolean {
  return hostOnly === undefined ? domain.startsWith('.') : !hostOnly;
}

/** When the cookie ends, in whole seconds since 1970; 0 for a session cookie. */
export function expiryOf({ session, expirationDate, expires }: Cookie): number {
  const seconds = expirationDate ?? expires ?? 0;
  // A cookie that ended in the first second of 1970 must not become one that lasts.
  return session === true || seconds === -1
    ? 0
    : Math.max(seconds > 0 ? 1 : 0, Math.floor(seconds));
}
