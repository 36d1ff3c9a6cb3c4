import { Alert } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** Says whom to ask where this server has no way to send mail. @param props `children`: what they can do */
export function NoMail({ children }: { children: ReactNode }) {
  return (
    <Alert
      role="alert"
      color="yellow"
      icon={<IconMailOff aria-hidden />}
      title="This server sends no mail"
    >
      {children}
    </Alert>
  );
}
