import { Button, Group, Select } from '@mantine/core';
import { FilterBox } from '../shared/filters.tsx';
import { PersonSelect } from '../shared/person-select.tsx';
import { readOneOf } from '../shared/search-params.ts';
import { jobStatuses, jobStatusWords } from './job-labels.ts';
import type { JobSearch } from './job-search.ts';

const choices = jobStatuses.map((value) => ({ value, label: jobStatusWords[value].word }));

/** Which jobs are listed. */
export function JobFilters(props: {
  search: JobSearch;
  onChange: (change: { status?: JobSearch['status']; userId?: string | undefined }) => void;
}) {
  const { search, onChange } = props;
  const count = [search.status, search.userId].filter((value) => value !== undefined).length;
  return (
    <FilterBox label="Jobs" count={count}>
      <Group align="flex-end" gap="sm">
        <Select
          label="Status"
          placeholder="Any"
          data={choices}
          value={search.status ?? null}
          onChange={(value) => onChange({ status: readOneOf(value, jobStatuses) })}
          clearable
          clearButtonProps={{ 'aria-label': 'Clear Status' }}
        />
        <PersonSelect
          label="User"
          value={search.userId}
          onChange={(userId) => onChange({ userId })}
        />
        {count > 0 && (
          <Button
            variant="subtle"
            onClick={() => onChange({ status: undefined, userId: undefined })}
          >
            Clear filters
          </Button>
        )}
      </Group>
    </FilterBox>
  );
}
