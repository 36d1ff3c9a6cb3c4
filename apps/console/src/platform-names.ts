import { platforms, ruleOf } from '@genie-helper/captions/rules';

/** A platform that the API knows. */
export type Platform = (typeof platforms)[number];

/** The platforms, for choosing one. */
export const platformChoices = platforms.map((value) => ({ value, label: ruleOf(value).label }));

/** The platform of this name; OnlyFans where there is none. */
export function toPlatform(value: string): Platform {
  return platforms.find((one) => one === value) ?? 'onlyfans';
}

/** What people call a platform. */
export function platformName(platform: string): string {
  return platformChoices.find(({ value }) => value === platform)?.label ?? platform;
}

/** A connection in words: its platform, and the name there if it has one. */
export function nameOf(connection: { platform: string; platform_username: string | null }): string {
  const { platform, platform_username: username } = connection;
  return username === null ? platformName(platform) : `${platformName(platform)}, ${username}`;
}
