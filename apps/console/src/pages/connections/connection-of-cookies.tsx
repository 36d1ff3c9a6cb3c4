import type { Connection } from '@genie-helper/client';
import type { CookieSummary } from '@genie-helper/cookie-jars/preview';
import { Alert, Checkbox, type CheckboxProps, Text } from '@mantine/core';
import { ChoiceField } from '../../components/choices.tsx';
import { connectionName, platformName } from '../../labels.ts';
import { Age } from './stored-lists.tsx';

/** Whether none of the cookies is of the platform of a connection. */
export function mismatchOf({ platforms }: CookieSummary, { platform }: Connection): boolean {
  return ![...platforms.keys()].some((one) => one === platform);
}

/** The connection that cookies are for; asks where they look as if they were another one's. */
export function ConnectionOfCookies(props: {
  summary: CookieSummary;
  connections: readonly Connection[];
  connectionId: string;
  fields: Readonly<Record<'connectionId' | 'onlyOfPlatform' | 'isMeant', CheckboxProps>>;
  onChoose: (connectionId: string) => void;
}) {
  const { summary, connections, connectionId, fields, onChoose } = props;
  const connection = connections.find(({ id }) => id === connectionId);
  const choices = connections.map((one) => ({ value: one.id, label: connectionName(one) }));
  const none = { value: '', label: 'Choose a connection' };
  const others = [...summary.platforms].filter(([one]) => one !== connection?.platform);
  return (
    <>
      <ChoiceField
        label="Connection"
        description={adviceOf(summary, connections)}
        choices={connectionId === '' ? [none, ...choices] : choices}
        value={connectionId}
        error={fields.connectionId.error}
        onChange={onChoose}
      />
      {connection !== undefined && mismatchOf(summary, connection) && (
        <>
          <Alert
            color="yellow"
            variant="light"
            title={`None of these cookies is of ${platformName(connection.platform)}`}
          >
            <Text size="sm">
              {others.length > 0 ? `They are of ${namesOf(others)}. ` : ''}
              {`With them nobody is signed in to ${platformName(connection.platform)}.`}
            </Text>
          </Alert>
          <Checkbox
            label={`Store them for ${connectionName(connection)} all the same`}
            {...fields.isMeant}
          />
        </>
      )}
      {connection !== undefined && !mismatchOf(summary, connection) && others.length > 0 && (
        <Checkbox
          label="Leave out the cookies of other platforms"
          description={`The file has some of ${namesOf(others)} too.`}
          {...fields.onlyOfPlatform}
        />
      )}
      {connection?.session !== undefined && (
        <Text size="sm" role="status">
          It has session cookies from <Age at={connection.session.capturedAt} />. These take their
          place.
        </Text>
      )}
    </>
  );
}

/** What to know before one chooses: that there is no connection on the platform of the cookies, or more than one. */
function adviceOf({ platforms }: CookieSummary, connections: readonly Connection[]) {
  const [first] = [...platforms].sort(([, one], [, other]) => other - one);
  if (first === undefined) return undefined;
  const name = platformName(first[0]);
  const count = connections.filter(({ platform }) => platform === first[0]).length;
  if (count === 0) return `You have no connection on ${name}. Add it first, then its cookies.`;
  return count > 1 ? `You have ${count} on ${name}.` : undefined;
}

const list = new Intl.ListFormat('en');

function namesOf(platforms: readonly (readonly [string, number])[]): string {
  return list.format(platforms.map(([platform]) => platformName(platform)));
}
