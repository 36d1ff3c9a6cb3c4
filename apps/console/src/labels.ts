import { lengths, platforms, ruleOf } from '@genie-helper/captions/rules';
import type { Connection, Job } from '@genie-helper/client';

/** The one of a list that this is; undefined where it is none. */
export function readOneOf<T extends string>(value: unknown, list: readonly T[]): T | undefined {
  return list.find((one) => one === value);
}

/** The same, where the list is that of the keys of some labels. */
export function readKeyOf<Key extends string>(
  value: unknown,
  labels: Readonly<Record<Key, unknown>>,
): Key | undefined {
  return readOneOf(value, Object.keys(labels) as Key[]);
}

export function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** The platforms, for choosing one. */
export const platformChoices = platforms.map((value) => ({ value, label: ruleOf(value).label }));

/** The lengths of a caption, for choosing one. */
export const lengthChoices = lengths.map((value) => ({ value, label: capitalized(value) }));

/** What the API takes at most of a caption's request, in code points. */
export const maxLengths = { tone: 60, topic: 500, platform_username: 100 } as const;

/** What people call a platform. */
export function platformName(platform: string): string {
  return platformChoices.find(({ value }) => value === platform)?.label ?? platform;
}

/** A connection's platform, and the name there if it has one. */
export function connectionName({ platform, platform_username: username }: Named): string {
  return username === null ? platformName(platform) : `${platformName(platform)}, ${username}`;
}

type Named = Pick<Connection, 'platform' | 'platform_username'>;

/** What came of one item of a batch. */
export type Outcome = NonNullable<Job['result']>['items'][number];

/** Whether nothing more will come of a job. */
export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}
