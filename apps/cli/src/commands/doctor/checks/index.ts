import type { Check } from '../check.ts';
import type { DoctorDeps } from '../doctor-deps.ts';
import { databaseChecks } from './database.ts';
import { directusServerChecks } from './directus.ts';
import { directusAdminChecks } from './directus-admin.ts';
import { directusStateChecks } from './directus-state.ts';
import { httpsChecks } from './https.ts';
import { machineChecks } from './machine.ts';
import { modelChecks } from './model.ts';
import { portChecks } from './ports.ts';
import { redisChecks } from './redis.ts';
import { secretChecks } from './secrets.ts';
import { envFileChecks } from './settings.ts';
import { variableChecks } from './variables.ts';

/** All checks, in the order in which they're shown; each stands after those that it needs. */
export function createChecks(deps: DoctorDeps): Check[] {
  const makers = [
    machineChecks,
    envFileChecks,
    variableChecks,
    secretChecks,
    portChecks,
    databaseChecks,
    directusServerChecks,
    directusAdminChecks,
    directusStateChecks,
    httpsChecks,
    redisChecks,
    modelChecks,
  ];
  return makers.flatMap((make) => make(deps));
}
