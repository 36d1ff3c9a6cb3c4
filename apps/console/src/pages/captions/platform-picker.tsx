import { type Platform, platforms, ruleOf } from '@genie-helper/captions/rules';
import { Chip, Group, Input } from '@mantine/core';
import { useId } from 'react';
import { platformChoices } from '../../labels.ts';
import { rulesText } from './rules-text.ts';

/** For which platforms to write, one or several; and what the one asks, or where the rules of several are. */
export function PlatformPicker(props: {
  value: readonly Platform[];
  problem: string | null;
  onChange: (value: Platform[]) => void;
}) {
  const { value, problem, onChange } = props;
  const id = useId();
  const [only] = value;
  const description =
    only !== undefined && value.length === 1
      ? `${ruleOf(only).label}: ${rulesText(only)}`
      : 'One caption for each, held against the rules of its platform.';
  return (
    <Input.Wrapper
      label="Platforms"
      labelElement="div"
      labelProps={{ id }}
      description={description}
      error={problem}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      // Room for two lines, so that nothing moves from one platform to the next.
      descriptionProps={{ mih: '1.85rem', mt: 8 }}
    >
      <Chip.Group
        multiple
        value={[...value]}
        onChange={(chosen) => onChange(platforms.filter((one) => chosen.includes(one)))}
      >
        <Group gap={8} mt={4} role="group" aria-labelledby={id}>
          {platformChoices.map((choice) => (
            <Chip key={choice.value} value={choice.value} size="sm">
              {choice.label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
