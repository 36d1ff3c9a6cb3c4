import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptionRequest, GenieApiError, GenieClient, Job, User } from '../src/index.ts';
import type { GenieServerClient } from '../src/server/index.ts';

/** True where both are one type; `tsc` refuses the lines below otherwise. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Whether a value of this type may be given. */
type Takes<Taken, Given> = Given extends Taken ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };

type Result<F extends (...args: never[]) => unknown> = Flat<Awaited<ReturnType<F>>>;
type Platform = NonNullable<CaptionRequest['platform']>;

const facts: {
  me: Same<Awaited<ReturnType<GenieClient['me']>>, User>;
  nullable: Same<User['firstName'], string | null>;
  caption: Same<
    Result<GenieClient['captions']['generate']>,
    { caption: string; model: string; platform: string }
  >;
  status: Same<Job['status'], 'queued' | 'processing' | 'completed' | 'failed' | 'cancelled'>;
  knownPlatform: Takes<Platform, 'onlyfans'>;
  otherPlatform: Takes<Platform, 'myspace'>;
  unknownField: Takes<Exclude<keyof CaptionRequest, never>, 'model'>;
  registrationNeedsPassword: Takes<Parameters<GenieClient['register']>[0], { email: string }>;
  profile: Same<
    Result<GenieClient['credentials']['createProfile']>,
    { id: string; updated: boolean }
  >;
  removal: Same<Awaited<ReturnType<GenieClient['credentials']['remove']>>, void>;
  waiting: Same<Awaited<ReturnType<GenieClient['jobs']['wait']>>, Job>;
  text: Same<ReturnType<GenieClient['chat']['text']>, AsyncGenerator<string, void, undefined>>;
  stored: Same<
    Result<GenieServerClient['store']>,
    { creatorProfileId: string; credentialsVersion: number; updatedAt: string }
  >;
  details: Same<GenieApiError['retryAfterMs'], number | undefined>;
  noToken: Takes<keyof GenieClient, 'token' | 'tokens' | 'accessToken'>;
} = {
  me: true,
  nullable: true,
  caption: true,
  status: true,
  knownPlatform: true,
  otherPlatform: false,
  unknownField: false,
  registrationNeedsPassword: false,
  profile: true,
  removal: true,
  waiting: true,
  text: true,
  stored: true,
  details: true,
  noToken: false,
};

test('the types say what the API takes and gives (tsc checks it)', () => {
  assert.equal(Object.keys(facts).length, 15);
});
