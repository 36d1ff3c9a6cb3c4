import type { Environment } from '@genie-helper/environment';
import type { UpSettings } from '../../installation/settings.ts';
import type { Style } from '../../terminal.ts';

/** Where the API answers, for a client on this machine. */
export function apiUrl(
  environment: Pick<Environment, 'HOST' | 'SERVER_PORT' | 'ENABLE_HTTPS'>,
): string {
  const anywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
  const host = anywhere[environment.HOST] ?? environment.HOST;
  const scheme = environment.ENABLE_HTTPS ? 'https' : 'http';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${environment.SERVER_PORT}`;
}

/** What people need to know when all is up: where to go, who they are there, how to stop. */
export function renderSummary(
  { environment, passwordPlace }: Pick<UpSettings, 'environment' | 'passwordPlace'>,
  elapsedMs: number,
  style: Style,
): string {
  const rows = [
    ['Console', style.link(apiUrl(environment))],
    ['API', style.link(`${apiUrl(environment)}/api`)],
    ['Directus', style.link(environment.DIRECTUS_URL)],
    ['E-mail', environment.ADMIN_EMAIL],
    ['Password', `${passwordPlace}, ADMIN_PASSWORD`],
    ['Logs', 'data/logs/'],
  ];
  const lines = rows.map(([name, value]) => `  ${style.dim(String(name).padEnd(9))} ${value}`);
  const title = style.good(`Genie Helper is up (${(elapsedMs / 1000).toFixed(1)} s).`);
  return `\n${title}\n\n${lines.join('\n')}\n\nCtrl-C stops both.\n`;
}
