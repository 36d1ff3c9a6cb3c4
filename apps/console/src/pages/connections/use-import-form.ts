import { useForm } from '@mantine/form';
import type { Connection } from './use-stored.ts';

/** What the cookies of a file are for. */
export interface ImportValues {
  target: 'session' | 'downloads';
  connectionId: string;
  label: string;
  /** As a date-time field of the browser has it, in its zone; empty: never. */
  expiresAt: string;
  isThisBrowser: boolean;
}

/** @param fileName what a label begins as */
export function useImportForm(connections: readonly Connection[], fileName: string) {
  return useForm<ImportValues>({
    initialValues: {
      target: connections.length > 0 ? 'session' : 'downloads',
      connectionId: connections[0]?.id ?? '',
      label: fileName.replace(/\.(txt|json)$/i, '').slice(0, 100),
      expiresAt: '',
      isThisBrowser: false,
    },
    validate: {
      label: (label, { target }) =>
        target === 'downloads' && label.trim() === '' ? 'Write what you call it.' : null,
      expiresAt: (text) =>
        text !== '' && Number.isNaN(Date.parse(text)) ? 'Choose a day and a time.' : null,
    },
  });
}

export type ImportFormApi = ReturnType<typeof useImportForm>;
