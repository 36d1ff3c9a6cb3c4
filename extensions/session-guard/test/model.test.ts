import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { modelSteps } from './config/model-steps.ts';
import { type GuardedDirectus, startGuardedDirectus } from './support/guarded-directus.ts';
import { createUserModel, graceMs, stepArbitrary } from './support/user-model.ts';

const users = 20;
const runs = 2;
const stepsOfUser = Math.ceil(modelSteps / users / runs);

let directus: GuardedDirectus;

before(async () => {
  directus = await startGuardedDirectus({ SESSION_REFRESH_GRACE_PERIOD: `${graceMs}` });
});
after(async () => {
  await directus?.stop();
});

test(`agrees with the model on every token, over ${modelSteps} steps of ${users} users at once`, async () => {
  const script = fc.array(stepArbitrary, { minLength: stepsOfUser, maxLength: stepsOfUser });
  const scripts = fc.array(script, { minLength: users, maxLength: users });
  await fc.assert(
    fc.asyncProperty(scripts, async (all) => {
      await Promise.all(
        all.map(async (steps) => {
          const model = createUserModel(directus, await directus.admin.createUser());
          for (const step of steps) await model.take(step);
        }),
      );
    }),
    { numRuns: runs, endOnFailure: true },
  );
});
