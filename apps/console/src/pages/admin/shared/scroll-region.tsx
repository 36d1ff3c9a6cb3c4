import { Box } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

/** Lets what is too wide scroll by itself, so that the page doesn't; a keyboard can reach it while it does. */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const { ref, width } = useElementSize();
  const isTooWide = element !== null && width > 0 && element.scrollWidth > element.clientWidth;
  return (
    <Box
      ref={setElement}
      style={{ overflowX: 'auto' }}
      {...(isTooWide ? { role: 'region', 'aria-label': label, tabIndex: 0 } : {})}
    >
      <div ref={ref}>{children}</div>
    </Box>
  );
}
