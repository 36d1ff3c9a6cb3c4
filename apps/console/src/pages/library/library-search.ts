import { type Platform, platforms } from '@genie-helper/captions/rules';
import type { LibraryQuery } from '@genie-helper/client';
import { readOneOf } from '../../labels.ts';
import { readPage, readText, toQuery } from '../admin/shared/search-params.ts';

/** What the address says of the captions that are shown; days as `2026-03-01`, in the reader's own zone. */
export interface LibrarySearch {
  page: number;
  q: string | undefined;
  platform: Platform | undefined;
  from: string | undefined;
  until: string | undefined;
}

export function readLibrarySearch(search: Record<string, unknown>): LibrarySearch {
  const { page, q, platform, from, until } = search;
  return {
    page: readPage(page),
    q: readText(q)?.slice(0, 200),
    platform: readOneOf(platform, platforms),
    from: readDay(from),
    until: readDay(until),
  };
}

/** The same for the API: both days are included. */
export function toLibraryQuery({ page, q, platform, from, until }: LibrarySearch): LibraryQuery {
  return {
    ...toQuery(page),
    ...(q && { q }),
    ...(platform && { platform }),
    ...(from && { from: startOf(from, 0) }),
    ...(until && { to: startOf(until, 1) }),
  };
}

function readDay(value: unknown): string | undefined {
  const text = readText(value);
  if (text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  return Number.isNaN(Date.parse(text)) ? undefined : text;
}

/** When a day begins, or one that comes so many days after it. */
function startOf(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const start = new Date(2000, month - 1, date + daysLater);
  // Apart, since a Date takes a year below 100 for one of the last century.
  start.setFullYear(year, month - 1, date + daysLater);
  return start.toISOString();
}
