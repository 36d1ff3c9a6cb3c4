import type { AccessEntry } from '@genie-helper/client';
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { saveFile } from '../../../files/save-file.ts';
import type { People } from '../shared/people.tsx';
import { toAuditCsv } from './audit-csv.ts';

/** Gives the entries that are shown as a CSV file. */
export function ExportAudit(props: {
  entries: readonly AccessEntry[];
  people: People;
  isReady: boolean;
}) {
  const { entries, people, isReady } = props;
  const save = () => {
    const today = new Date().toISOString().slice(0, 10);
    saveFile(`access-log-${today}.csv`, 'text/csv;charset=utf-8', toAuditCsv(entries, people));
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      disabled={!isReady || entries.length === 0}
      onClick={save}
    >
      Export this page as CSV
    </Button>
  );
}
