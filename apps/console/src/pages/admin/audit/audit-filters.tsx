import { Group, SimpleGrid, Switch } from '@mantine/core';
import { fromLocalInput, toLocalInput } from '../../../timestamps.ts';
import { DebouncedInput, type FieldProps, FilterBox, LabelFilter } from '../shared/filters.tsx';
import { PersonSelect } from '../shared/people.tsx';
import {
  type AuditFilter,
  actionLabels,
  areaLabels,
  outcomeStates,
  principalKindLabels,
} from './audit-labels.ts';

/** Which entries are listed, and in which zone their times are shown. */
export function AuditFilters(props: {
  filter: AuditFilter;
  isUtc: boolean;
  onChange: (change: Partial<AuditFilter>) => void;
  onZone: (isUtc: boolean) => void;
}) {
  const { filter, isUtc, onChange, onZone } = props;
  return (
    <FilterBox label="Entries" filter={filter} onChange={onChange}>
      {(field, clearButton) => (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm" verticalSpacing="sm">
            <LabelFilter
              label="About"
              placeholder={areaLabels.credentials}
              labels={areaLabels}
              {...field('area')}
            />
            <LabelFilter label="What was done" labels={actionLabels} {...field('action')} />
            <LabelFilter label="How it ended" labels={outcomeStates} {...field('outcome')} />
            <LabelFilter label="By" labels={principalKindLabels} {...field('principalKind')} />
            <PersonSelect label="User" {...field('principalId')} />
            <DebouncedInput
              label="Connection"
              placeholder="Its id"
              maxLength={255}
              spellCheck={false}
              {...field('creatorProfileId')}
            />
            <DebouncedInput
              label="Server"
              placeholder="Its name"
              maxLength={64}
              spellCheck={false}
              {...field('client')}
            />
            <TimestampFilter label="From" isUtc={isUtc} {...field('since')} />
            <TimestampFilter label="Until" isUtc={isUtc} {...field('until')} />
          </SimpleGrid>
          <Group mt="md" gap="lg" mih={36}>
            <Switch
              label="Times in UTC"
              checked={isUtc}
              onChange={(event) => onZone(event.currentTarget.checked)}
            />
            {clearButton}
          </Group>
        </>
      )}
    </FilterBox>
  );
}

function TimestampFilter(
  props: FieldProps<string | undefined> & { label: string; isUtc: boolean },
) {
  const { label, isUtc, value, onChange } = props;
  const zone = isUtc ? 'utc' : 'local';
  return (
    <DebouncedInput
      type="datetime-local"
      label={isUtc ? `${label} (UTC)` : label}
      max="9999-12-31T23:59"
      value={toLocalInput(value, zone)}
      onChange={(text = '') => onChange(fromLocalInput(text, zone))}
    />
  );
}
