import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';

/** Holds the place of rows that are on their way. @param props `label`: what is loading, for screen readers */
export function LoadingRows(props: { rows?: number; label?: string }) {
  const { rows = 4, label = 'Loading' } = props;
  return (
    <Stack gap="sm" role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => index).map((index) => (
        <Skeleton key={index} height={44} aria-hidden />
      ))}
    </Stack>
  );
}
