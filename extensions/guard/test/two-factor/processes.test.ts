import { testedDatabase } from '../support/postgres.ts';
import { describeTwoFactor } from '../support/two-factor-suite.ts';

const { client, skip } = testedDatabase();
describeTwoFactor(client, 10, skip);
