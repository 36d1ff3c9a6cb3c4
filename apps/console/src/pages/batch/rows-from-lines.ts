import type { Length, Platform } from '@genie-helper/captions/rules';
import { type BatchRow, readRow } from './batch-rows.ts';

/** What holds for every line. */
export interface LineDefaults {
  platform: Platform;
  tone: string;
  length: Length;
}

/** A request for each line that isn't blank: the line is the topic. */
export function rowsFromLines(text: string, defaults: LineDefaults): BatchRow[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((topic, index) => ({ topic, number: index + 1 }))
    .filter(({ topic }) => topic.trim() !== '')
    .map(({ topic, number }) => readRow(number, { ...defaults, topic }));
}
