/**
 * Whether the server has said, in the page itself, that no session's cookie came with the request for it. Scripts can't
 * see that cookie.
 */
export function isNewVisitor(): boolean {
  return document.querySelector('meta[name="genie-visitor"]')?.getAttribute('content') === 'new';
}
