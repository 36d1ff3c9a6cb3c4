/**
 * The name of a device for people, from its user agent.
 *
 * Guarantees: it holds no text of whoever sent it: browser and system are names that the library knows. A user agent of
 * any length takes a bounded time.
 *
 * Doesn't guarantee: that it's true, since a client names itself; nor that the name of a browser never changes, so no
 * device is recognized by it (`notices/user-agent.ts`).
 */
import Bowser from 'bowser';

/** Longer ones are no browser's. */
const maxLength = 512;

const browserNames: ReadonlySet<string> = new Set(Object.values(Bowser.BROWSER_MAP));
const systemNames: ReadonlySet<string> = new Set(Object.values(Bowser.OS_MAP));

/** As people call them. */
const shortNames: Readonly<Record<string, string>> = {
  'Microsoft Edge': 'Edge',
  'Samsung Internet for Android': 'Samsung Internet',
  macOS: 'Mac',
  'Chrome OS': 'ChromeOS',
};

/** What the library doesn't know: programs, by what their user agent begins with. */
const programs: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^curl\//, 'curl'],
  [/^(?:node|undici)\b/i, 'Node.js'],
  [/^python-requests\/|^Python\//i, 'Python'],
];

/** Such as "Chrome on Mac" or "Safari on iPhone"; null where a user agent says nothing that is known. */
export function describeDevice(userAgent: string | null | undefined): string | null {
  const agent = (userAgent ?? '').slice(0, maxLength);
  const program = programs.find(([pattern]) => pattern.test(agent))?.[1];
  if (agent === '' || program !== undefined) return program ?? null;
  const { browser, os, platform } = Bowser.parse(agent);
  const system = systemOf(os.name, platform.model);
  const name = knownName(browser.name, browserNames);
  if (name === undefined) return system ?? null;
  return system === undefined ? name : `${name} on ${system}`;
}

function systemOf(name: string | undefined, model: string | undefined): string | undefined {
  return model === 'iPhone' || model === 'iPad' ? model : knownName(name, systemNames);
}

/** The library takes what it doesn't know from the text itself. */
function knownName(name: string | undefined, names: ReadonlySet<string>): string | undefined {
  if (name === undefined || !names.has(name) || name === 'Generic') return undefined;
  return shortNames[name] ?? name;
}
