/**
 * An address as paths are added to it: without a slash at the end.
 *
 * @param what names the option in the error
 * @throws TypeError where it is neither http(s) nor, in a browser, a path of the page's own server
 */
export function toBaseUrl(address: string, what: string): string {
  const base = address.replace(/\/+$/, '');
  const isOfPage =
    Reflect.get(globalThis, 'location') !== undefined && /^(?:\/(?!\/)|$)/.test(base);
  if (isOfPage) return base;
  let isGood = false;
  try {
    const { protocol, username, password, search, hash } = new URL(base);
    isGood = /^https?:$/.test(protocol) && [username, password, search, hash].join('') === '';
  } catch {
    // Told below, in our words.
  }
  if (!isGood) throw new TypeError(`${what} must be an http or https address.`);
  return base;
}
