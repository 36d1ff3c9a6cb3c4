/** A file with cookies, as far as it can be judged before the server does. */
export interface CookieFile {
  name: string;
  text: string;
}

/** The largest body that the API takes with cookies, in bytes, without what else is in it. */
const maxBytes = 262_144 - 4_096;
const unit = { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 } as const;
const kilobytes = new Intl.NumberFormat('en', unit);

/** Looks at a file before anything is sent. The problem quotes nothing of it. */
export function readCookieFile(
  name: string,
  text: string,
): { ok: true; file: CookieFile } | { ok: false; problem: string } {
  if (text.trim() === '') return { ok: false, problem: `${name} is empty.` };
  if (text.includes('\u0000')) {
    return { ok: false, problem: `${name} is no text file. Export the cookies as text or JSON.` };
  }
  const bytes = new TextEncoder().encode(JSON.stringify(text)).length;
  if (bytes > maxBytes) {
    const [has, most] = [bytes, maxBytes].map((size) => kilobytes.format(Math.ceil(size / 1_000)));
    const problem = `${name} has ${has}, and at most ${most} can be kept. Export the cookies of the one platform only, not of all sites.`;
    return { ok: false, problem };
  }
  return { ok: true, file: { name, text } };
}
