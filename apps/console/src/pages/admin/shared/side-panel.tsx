import { Drawer } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import classes from './record-table.module.css';

/**
 * Details of one record at the page's side.
 *
 * @param props `of`: the record, undefined while none is open; `titleOf` and `children` are made from it. The last one
 *   stays until the panel is out of sight
 */
export function SidePanel<T>(props: {
  of: T | undefined;
  titleOf: (record: T) => string;
  onClose: () => void;
  children: (record: T) => ReactNode;
}) {
  const { of, titleOf, onClose, children } = props;
  const [shown, setShown] = useState(of);
  if (of !== undefined && of !== shown) setShown(of);
  return (
    <Drawer
      opened={of !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={shown === undefined ? undefined : titleOf(shown)}
      styles={{ title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)' } }}
      closeButtonProps={{ 'aria-label': 'Close the details' }}
    >
      {shown !== undefined && children(shown)}
    </Drawer>
  );
}

/** What is known of one thing: names and values. */
export function FactList({ facts }: { facts: readonly { name: string; value: ReactNode }[] }) {
  return (
    <dl className={classes.values}>
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
