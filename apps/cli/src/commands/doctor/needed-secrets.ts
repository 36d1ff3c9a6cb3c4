import type { VariableName } from '@genie-helper/environment';
import type { Installation } from '../../installation/installation.ts';
import { neededSecrets } from '../../installation/settings.ts';
import { isDirectusOurs } from './doctor-deps.ts';

const onlyForOurDirectus: readonly VariableName[] = ['SECRET', 'ADMIN_PASSWORD'];

/** The secrets that must be set: fewer where Directus runs elsewhere, with its own. */
export function neededSecretsOf(installation: Pick<Installation, 'values'>): VariableName[] {
  const isOurs = isDirectusOurs(installation);
  return neededSecrets.filter((name) => isOurs || !onlyForOurDirectus.includes(name));
}
