/** What has become of somebody's sessions, as a sentence. */
export function sessionsEnded(name: string, ended: number): string {
  if (ended === 0) return `${name} had no session left.`;
  return `${name} is signed out: ${ended === 1 ? 'one session has' : `${ended} sessions have`} ended.`;
}
