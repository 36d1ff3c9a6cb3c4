/**
 * The content security policy of the console's page.
 *
 * Guarantees: only scripts that this server has as files run; none that found its way into the page, and no text is made
 * a script. The page talks to this server only, sends no form elsewhere and is in nobody's frame. Styles are files, or
 * carry the nonce of the answer.
 * Doesn't guarantee: anything about what a script of ours does.
 *
 * @param nonce for this one answer
 */
export function consolePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
