/** A release of CHANGELOG.md, in the form of Keep a Changelog 1.1.0. */
export interface ChangelogEntry {
  version: string;
  /** As ISO 8601 has it: `2026-11-28`. */
  date: string;
  /** What stands under its heading, without empty lines around it. */
  text: string;
}

/**
 * Reads what a release changed.
 *
 * @param changelog the text of CHANGELOG.md
 * @throws Error where the release has no entry, or an empty one; its message says what to write
 */
export function readEntry(changelog: string, version: string): ChangelogEntry {
  const entry = readEntries(changelog).find((one) => one.version === version);
  if (entry === undefined) {
    throw new Error(
      `CHANGELOG.md has no release ${version}: head what is under "Unreleased" with "## [${version}] - <today, as 2026-11-28>".`,
    );
  }
  if (entry.text === '') {
    throw new Error(
      `CHANGELOG.md says nothing under ${version}: write what changed for its users.`,
    );
  }
  return entry;
}

/** The releases, as they stand in the file; what isn't released yet is none. */
export function readEntries(changelog: string): ChangelogEntry[] {
  const parts = changelog.split(/^## /m).slice(1);
  return parts.flatMap((part) => {
    const [, version, date] = /^\[(\d[^\]]*)\] - (\d{4}-\d\d-\d\d)\n/.exec(part) ?? [];
    if (version === undefined || date === undefined) return [];
    return [{ version, date, text: part.slice(part.indexOf('\n')).trim() }];
  });
}
