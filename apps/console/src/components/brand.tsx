import { Group, Text } from '@mantine/core';
import mark from '../assets/mark.svg';

/** The product's mark and name. */
export function Brand() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src={mark} alt="" width={28} height={28} />
      <Text fw={650} size="lg">
        Genie Helper
      </Text>
    </Group>
  );
}
