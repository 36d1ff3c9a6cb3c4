import { NativeSelect, type NativeSelectProps, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { readOneOf } from '../labels.ts';

interface ChoiceProps<Value extends string>
  extends Omit<NativeSelectProps, 'data' | 'value' | 'onChange'> {
  choices: readonly { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** A select of the browser's own, whose value is one of its choices. */
export function ChoiceField<Value extends string>(props: ChoiceProps<Value>) {
  const { choices, onChange, ...others } = props;
  const values = choices.map(({ value }) => value);
  return (
    <NativeSelect
      {...others}
      data={[...choices]}
      onChange={({ currentTarget }) => {
        const chosen = readOneOf(currentTarget.value, values);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}

/**
 * Shows all items of a list or only those with a problem, where it has both.
 *
 * @returns the items to show, and the control that chooses
 */
export function useProblemFilter<Item>(
  items: readonly Item[],
  hasProblem: (item: Item) => boolean,
  { name, label }: { name: string; label: string },
) {
  const [isNarrowed, setNarrowed] = useState(false);
  const some = items.filter(hasProblem);
  const isMixed = some.length > 0 && some.length < items.length;
  const control = isMixed && (
    <SegmentedControl
      size="xs"
      aria-label={label}
      data={[
        { value: 'all', label: `All ${items.length}` },
        { value: 'some', label: `${name} ${some.length}` },
      ]}
      value={isNarrowed ? 'some' : 'all'}
      onChange={(value) => setNarrowed(value === 'some')}
    />
  );
  return { shown: isMixed && isNarrowed ? some : items, control };
}
