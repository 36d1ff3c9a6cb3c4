import { captionDefaults } from '@genie-helper/captions/rules';
import type { CaptionRequest } from '@genie-helper/client';
import { requestsAsTable } from './batch-results.ts';
import type { LineDefaults } from './rows-from-lines.ts';

/** What a batch is made of, as it was typed or imported. */
export interface Source {
  mode: 'lines' | 'table';
  lines: string;
  defaults: LineDefaults;
  table: string;
}

export const emptySource: Source = {
  mode: 'lines',
  lines: '',
  defaults: { platform: captionDefaults.platform, tone: '', length: captionDefaults.length },
  table: '',
};

/** A table of these requests. */
export function tableSource(source: Source, items: readonly CaptionRequest[]): Source {
  return { ...source, mode: 'table', table: requestsAsTable(items) };
}
