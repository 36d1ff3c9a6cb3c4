/** The same token with another signature: its first sign is changed, so it's never the right one by chance. */
export function forgedToken(token: string): string {
  const begin = token.lastIndexOf('.') + 1;
  return `${token.slice(0, begin)}${token[begin] === 'A' ? 'B' : 'A'}${token.slice(begin + 1)}`;
}
