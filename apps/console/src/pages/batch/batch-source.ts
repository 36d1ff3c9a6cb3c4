import { captionDefaults, type Length, type Platform } from '@genie-helper/captions/rules';
import { decodeText, type Encoding } from '../../text-file.ts';
import { type BatchRow, type Column, readRow } from './batch-rows.ts';

/** What a batch is made of, as it was typed or imported. */
export interface Source {
  mode: 'lines' | 'table';
  lines: string;
  /** What holds for every line. */
  defaults: { platform: Platform; tone: string; length: Length };
  table: string;
  /** How the table's columns were mapped by hand. */
  mapping?: Mapping;
}

/** What a table's columns hold. */
export interface Mapping {
  /** The first row, as JSON: a mapping by hand is for tables that begin with it. */
  head: string;
  /** By place; null: not read. */
  columns: (Column | null)[];
  hasHeader: boolean;
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
    .map(({ topic, number }) => readRow(number, { ...defaults, topic }, topic.trim()));
}

/** Larger than all that is sent in one go, in whichever encoding. */
const maxBytes = 2 * 1024 * 1024;

/** How workbooks and other archives begin. */
const archive = [0x50, 0x4b, 0x03, 0x04];

/** The text of a file, and which encoding it was read in. @throws FileProblem, with a sentence for people */
export async function readTextFile(file: Blob): Promise<{ text: string; encoding: Encoding }> {
  if (file.size > maxBytes) {
    throw new FileProblem(
      `This file is too large: at most ${maxBytes / 1024 / 1024} MiB are read.`,
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (archive.every((byte, at) => bytes[at] === byte)) {
    throw new FileProblem('This is a workbook. Save it as CSV, or copy its cells and paste them.');
  }
  return decodeText(bytes);
}

/** Why a file can't be read. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}
