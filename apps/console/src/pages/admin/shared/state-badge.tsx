import { Badge } from '@mantine/core';

/** A state in one word. The colour only underlines it. */
export function StateBadge({ color, children }: { color: string; children: string }) {
  return (
    <Badge variant="dot" miw="max-content" color={color} tt="none" fw={500} size="md" radius="sm">
      {children}
    </Badge>
  );
}
