import type { World } from '../../cli-context.ts';
import type { Installation } from '../../installation/installation.ts';

/** What every check is made from. */
export interface DoctorDeps {
  installation: Installation;
  world: Pick<
    World,
    'nodeVersion' | 'userId' | 'wallClock' | 'freeBytes' | 'directus' | 'projectDir'
  >;
}

/** Whether Directus is the one that `genie up` starts on this machine, not one elsewhere. */
export function isDirectusOurs({ values }: Pick<Installation, 'values'>): boolean {
  const url = URL.parse(values.DIRECTUS_URL ?? '');
  return url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}
