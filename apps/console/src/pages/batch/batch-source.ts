import { captionDefaults, type Length, type Platform } from '@genie-helper/captions/rules';
import { type BatchRow, readRow } from './batch-rows.ts';

/** What a batch is made of, as it was typed or imported. */
export interface Source {
  mode: 'lines' | 'table';
  lines: string;
  /** What holds for every line. */
  defaults: { platform: Platform; tone: string; length: Length };
  table: string;
}

const { platform, length } = captionDefaults;
const defaults = { platform, tone: '', length };
export const emptySource: Source = { mode: 'lines', lines: '', defaults, table: '' };

/** A request for each line that isn't blank: the line is the topic. */
export function rowsFromLines(text: string, defaults: Source['defaults']): BatchRow[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((topic, index) => ({ topic, number: index + 1 }))
    .filter(({ topic }) => topic.trim() !== '')
    .map(({ topic, number }) => readRow(number, { ...defaults, topic }));
}

/** Larger than any batch that the API takes. */
const maxBytes = 512 * 1024;

/** The text of a file. @throws FileProblem, with a sentence for people */
export async function readTextFile(file: Blob): Promise<string> {
  if (file.size > maxBytes) {
    throw new FileProblem(`This file is too large: at most ${maxBytes / 1024} KiB are read.`);
  }
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem(
      'This file is not UTF-8 text. Save it as “CSV UTF-8” and import it again.',
    );
  }
}

/** Why a file can't be read. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}
