/**
 * What there is at most one connection of, as one text for a unique column: user, platform and name. Neither an
 * id nor a platform has a slash, so different ones never give the same text. Names count as they are written.
 */
export function identityOf(user: string, platform: string, username: string | null): string {
  return `${user}/${platform}/${username ?? ''}`;
}
