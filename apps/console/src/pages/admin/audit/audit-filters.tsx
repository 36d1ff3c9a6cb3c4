import { Button, Group, Select, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { FilterBox, useDebouncedText } from '../shared/filters.tsx';
import { PersonSelect } from '../shared/people.tsx';
import { fromLocalInput, toLocalInput } from '../shared/timestamps.ts';
import {
  type AuditFilter,
  actions,
  actionWords,
  outcomes,
  outcomeWords,
  principalKinds,
  principalKindWords,
} from './audit-labels.ts';

const noFilter: AuditFilter = {
  action: undefined,
  outcome: undefined,
  principalKind: undefined,
  principalId: undefined,
  creatorProfileId: undefined,
  since: undefined,
  until: undefined,
};

/** Which entries are listed, and in which time. */
export function AuditFilters(props: {
  filter: AuditFilter;
  isUtc: boolean;
  onChange: (change: Partial<AuditFilter>) => void;
  onZone: (isUtc: boolean) => void;
}) {
  const { filter, isUtc, onChange, onZone } = props;
  const count = Object.values(filter).filter((value) => value !== undefined).length;
  return (
    <FilterBox label="Entries" count={count}>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" verticalSpacing="sm">
        <Choice
          label="What was done"
          values={actions}
          wordOf={(action) => actionWords[action]}
          value={filter.action}
          onChange={(action) => onChange({ action })}
        />
        <Choice
          label="How it ended"
          values={outcomes}
          wordOf={(outcome) => outcomeWords[outcome].word}
          value={filter.outcome}
          onChange={(outcome) => onChange({ outcome })}
        />
        <Choice
          label="By"
          values={principalKinds}
          wordOf={(kind) => principalKindWords[kind]}
          value={filter.principalKind}
          onChange={(principalKind) => onChange({ principalKind })}
        />
        <PersonSelect
          label="User"
          value={filter.principalId}
          onChange={(principalId) => onChange({ principalId })}
        />
        <ProfileField
          value={filter.creatorProfileId}
          onChange={(creatorProfileId) => onChange({ creatorProfileId })}
        />
        <MomentField label="From" value={filter.since} onChange={(since) => onChange({ since })} />
        <MomentField label="Until" value={filter.until} onChange={(until) => onChange({ until })} />
      </SimpleGrid>
      <Group mt="md" gap="lg" mih={36}>
        <Switch
          label="Times in UTC"
          checked={isUtc}
          onChange={(event) => onZone(event.currentTarget.checked)}
        />
        {count > 0 && (
          <Button variant="subtle" onClick={() => onChange(noFilter)}>
            Clear filters
          </Button>
        )}
      </Group>
    </FilterBox>
  );
}

function Choice<T extends string>(props: {
  label: string;
  values: readonly T[];
  wordOf: (value: T) => string;
  value: T | undefined;
  onChange: (value: T | undefined) => void;
}) {
  const { label, values, wordOf, value, onChange } = props;
  return (
    <Select
      label={label}
      placeholder="Any"
      data={values.map((one) => ({ value: one, label: wordOf(one) }))}
      value={value ?? null}
      onChange={(next) => onChange(values.find((one) => one === next))}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
    />
  );
}

function ProfileField(props: {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { value = '', onChange } = props;
  const [text, setText] = useDebouncedText(value, (next) => onChange(next || undefined));
  return (
    <TextInput
      label="Connection"
      placeholder="Its id"
      value={text}
      maxLength={255}
      spellCheck={false}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function MomentField(props: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const { label, value, onChange } = props;
  const [text, setText] = useDebouncedText(toLocalInput(value), (next) =>
    onChange(fromLocalInput(next)),
  );
  return (
    <TextInput
      type="datetime-local"
      label={label}
      max="9999-12-31T23:59"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
