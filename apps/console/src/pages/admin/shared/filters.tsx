import { Button, Collapse, Select, Stack, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback, useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { IconButton } from '../../../components/page.tsx';
import { readKeyOf } from '../../../labels.ts';
import { cleared } from './search-params.ts';

export interface FieldProps<Value> {
  value: Value;
  onChange: (value: Value) => void;
}

/** The filters of a list, made with the button that clears them; on a phone behind a button, so that the list is in sight. */
export function FilterBox<Filter extends object>(props: {
  label: string;
  filter: Filter;
  onChange: (change: Partial<Filter>) => void;
  children: (
    field: <Name extends keyof Filter>(name: Name) => FieldProps<Filter[Name]>,
    clearButton: ReactNode,
  ) => ReactNode;
}) {
  const { label, filter, onChange, children } = props;
  const isNarrow = useMediaQuery('(max-width: 35.99em)', false, { getInitialValueInEffect: false });
  const [isOpen, { toggle }] = useDisclosure(false);
  const id = useId();
  const count = Object.values(filter).filter((value) => value !== undefined).length;
  const field = <Name extends keyof Filter>(name: Name): FieldProps<Filter[Name]> => ({
    value: filter[name],
    onChange(value) {
      const change: Partial<Filter> = {};
      change[name] = value;
      onChange(change);
    },
  });
  const fields = children(
    field,
    count > 0 && (
      <Button variant="subtle" onClick={() => onChange(cleared(filter))}>
        Clear filters
      </Button>
    ),
  );
  if (!isNarrow) return <search aria-label={label}>{fields}</search>;
  return (
    <Stack component="search" gap="sm" aria-label={label}>
      <IconButton Icon={IconFilter} aria-expanded={isOpen} aria-controls={id} onClick={toggle}>
        {count === 0 ? 'Filters' : `Filters (${count})`}
      </IconButton>
      <Collapse id={id} expanded={isOpen}>
        {fields}
      </Collapse>
    </Stack>
  );
}

/** Chooses one of the values that have a label, or any. */
export function LabelFilter<T extends string>(
  props: FieldProps<T | undefined> & {
    label: string;
    labels: Readonly<Record<T, string | { label: string }>>;
    /** What it is where nothing is chosen. */
    placeholder?: string;
  },
) {
  const { label, labels, value, onChange, placeholder = 'Any' } = props;
  const data = Object.entries<string | { label: string }>(labels).map(([key, text]) => ({
    value: key,
    label: typeof text === 'string' ? text : text.label,
  }));
  return (
    <Select
      label={label}
      placeholder={placeholder}
      data={data}
      value={value ?? null}
      onChange={(next) => onChange(readKeyOf(next, labels))}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
    />
  );
}

/** Long enough to type on, short enough to seem at once, in milliseconds. */
const pauseMs = 350;

/** A field whose text is taken over, without spaces around it, when the typing pauses; its `value` may change elsewhere. */
export function DebouncedInput(props: InputProps & FieldProps<string | undefined>) {
  const { value = '', onChange, ...others } = props;
  const [text, setText] = useState(value);
  const committed = useRef(value);
  const commit = useDebouncedCallback((next: string) => {
    committed.current = next.trim();
    onChange(committed.current || undefined);
  }, pauseMs);
  useEffect(() => {
    if (value === committed.current) return;
    committed.current = value;
    setText(value);
  }, [value]);
  return (
    <TextInput
      {...others}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        commit(currentTarget.value);
      }}
    />
  );
}

type InputProps = Omit<TextInputProps, 'value' | 'onChange'>;
