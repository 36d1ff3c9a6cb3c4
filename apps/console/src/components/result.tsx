import { Stack } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { PageHeader } from './page.tsx';

/** What came of a form, in the form's place. The heading takes the focus, as that of a page that was gone to. */
export function Result({ title, children }: { title: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>('[data-page-heading]')?.focus(), []);
  return (
    <div ref={box}>
      <PageHeader title={title} />
      <Stack>{children}</Stack>
    </div>
  );
}
