import { VisuallyHidden } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { showFailure } from '../../../components/failure.tsx';
import { IconButton } from '../../../components/page.tsx';
import { saveFile } from '../../../csv.ts';
import { mostRecords, type Part, readAll } from './read-all.ts';

const format = new Intl.NumberFormat('en-GB');

/**
 * Saves all that a list's filters let through as a file, not only the page that is shown. It says how far it is, and
 * can be stopped; a file that isn't whole is not saved.
 *
 * @param props `what`: the records' name, in the plural; `fileName`: without the date and the ending
 */
export function ExportButton<Row extends { id: string | number }>(props: {
  what: string;
  fileName: string;
  isDisabled: boolean;
  readPart: (query: { limit: number; offset: number }, signal: AbortSignal) => Promise<Part<Row>>;
  toCsv: (rows: readonly Row[]) => string;
}) {
  const { what, fileName, isDisabled, readPart, toCsv } = props;
  const running = useRef<AbortController>(undefined);
  const [progress, setProgress] = useState<string>();
  useEffect(() => () => running.current?.abort(), []);

  async function save(): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setProgress('');
    try {
      const { records, isCut } = await readAll(readPart, controller.signal, (done, total) =>
        setProgress(`${format.format(done)} of ${format.format(total)}`),
      );
      const today = new Date().toISOString().slice(0, 10);
      saveFile(`${fileName}-${today}.csv`, 'text/csv;charset=utf-8', toCsv(records));
      if (isCut) tellCut(what);
    } catch (error) {
      showFailure(error, `The ${what} were not exported`);
    } finally {
      setProgress(undefined);
    }
  }

  const isRunning = progress !== undefined;
  return (
    <>
      <IconButton
        Icon={isRunning ? IconX : IconDownload}
        disabled={isDisabled && !isRunning}
        onClick={() => (isRunning ? running.current?.abort() : void save())}
      >
        {isRunning ? `Stop the export${progress && ` (${progress})`}` : 'Export as CSV'}
      </IconButton>
      <VisuallyHidden role="status">{isRunning && `Exporting the ${what}`}</VisuallyHidden>
    </>
  );
}

function tellCut(what: string): void {
  notifications.show({
    color: 'yellow',
    title: `The file has the first ${format.format(mostRecords)} ${what}`,
    message: 'There are more. Filters make the list shorter, a part at a time.',
    role: 'status',
  });
}
