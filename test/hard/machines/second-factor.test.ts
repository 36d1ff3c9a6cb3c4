import { whyNoPostgres } from '../../../extensions/guard/test/support/postgres.ts';
import { describeTwoFactor } from '../../../extensions/guard/test/support/two-factor-suite.ts';
import { readVariable } from '../../support/process-environment.ts';

/** How often two processes get one code at one moment. */
const races = Number(readVariable('GENIE_CODE_RACES') ?? 1_000);

describeTwoFactor('sqlite3', races, false);
describeTwoFactor('pg', races, whyNoPostgres() ?? false);
