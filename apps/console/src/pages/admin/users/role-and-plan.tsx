import type { ListedUser } from '@genie-helper/client';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import type { UserChanges } from './change-user-dialog.tsx';

/** The fields of a user's plan and role. @param props `onChange`: is given what differs, to be confirmed */
export function RoleAndPlan(props: {
  user: ListedUser;
  isOwn: boolean;
  onChange: (changes: UserChanges) => void;
}) {
  const { user, isOwn, onChange } = props;
  const [plan, setPlan] = useState(user.subscriptionTier ?? '');
  const [role, setRole] = useState<string | null>(null);
  const roles = useQuery({
    queryKey: ['admin', 'roles'],
    queryFn: async ({ signal }) => (await genie.admin.roles({ signal })).roles,
    staleTime: 60_000,
  });
  const all = roles.data ?? [];
  const current = all.find(({ name }) => name === user.role)?.id ?? null;
  const chosen = role ?? current;
  const wantedPlan = plan.trim() === '' ? null : plan.trim();
  const changes: UserChanges = {
    ...(wantedPlan !== user.subscriptionTier && { subscriptionTier: wantedPlan }),
    ...(chosen !== null && chosen !== current && { role: chosen }),
  };
  const roleName = all.find(({ id }) => id === chosen)?.name;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ ...changes, ...(changes.role !== undefined && { roleName }) });
      }}
    >
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Plan"
          placeholder="None"
          maxLength={64}
          value={plan}
          onChange={({ currentTarget }) => setPlan(currentTarget.value)}
        />
        <Select
          label="Role"
          data={all.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          onChange={setRole}
          allowDeselect={false}
          disabled={isOwn || roles.data === undefined}
        />
        <Button type="submit" disabled={Object.keys(changes).length === 0}>
          Change
        </Button>
      </Group>
    </form>
  );
}
