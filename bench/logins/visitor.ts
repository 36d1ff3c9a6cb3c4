/** What a session's row holds of whoever logged in; it's half of its size. */
export const address = '203.0.113.7';
export const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
