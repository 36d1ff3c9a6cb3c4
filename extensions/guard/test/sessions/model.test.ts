import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testRelease } from '../../../../test/support/directus-settings.ts';
import fc from '../../../../test/support/properties.ts';
import { startTestApi, type TestApi } from '../../../../test/support/start-api.ts';
import { modelSteps } from '../config/model-steps.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { introspectionSecret } from '../support/introspection-secret.ts';
import { createUserModel, stepArbitrary, type UserModel } from '../support/user-model.ts';

const users = 20;
const runs = 2;
const stepsOfUser = Math.ceil(modelSteps / users / runs);
let directus: GuardedDirectus;
/** The product's API, once for each way in which it may ask Directus about a token. */
const apis: TestApi[] = [];

before(async () => {
  directus = await startGuardedDirectus();
  const shared = { directusUrl: directus.url, introspectionSecret };
  // Without a licence Directus 12 tells people nothing of themselves, so `users-me` lets nobody in.
  const ways =
    testRelease === '12' ? (['introspect'] as const) : (['introspect', 'users-me'] as const);
  for (const tokenValidation of ways) {
    apis.push(await startTestApi({ ...shared, tokenValidation }));
  }
});
after(async () => {
  for (const api of apis) await api.stop();
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
          for (const api of apis) await compareWithApi(model, api);
        }),
      );
    }),
    { numRuns: runs, endOnFailure: true },
  );
});

/** The API takes exactly the tokens that the model says count. */
async function compareWithApi(model: UserModel, api: TestApi): Promise<void> {
  const given = model.tokens();
  const statuses: number[] = [];
  for (const { token } of given) {
    statuses.push((await api.request('GET', '/api/me', { token })).status);
  }
  assert.deepEqual(
    statuses,
    given.map(({ isLive }) => (isLive ? 200 : 401)),
  );
}
