import {
  Button,
  type ButtonProps,
  type ElementProps,
  Group,
  Skeleton,
  Stack,
  Text,
  ThemeIcon,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import mark from '../assets/mark.svg';

/** The head of a page: its one h1, which gets the focus when the page is gone to, and what can be done with the page. */
export function PageHeader(props: { title: string; description?: ReactNode; actions?: ReactNode }) {
  const { title, description, actions } = props;
  return (
    <Group justify="space-between" align="flex-start" gap="md" mb="xl">
      {/* Names the document, so that tabs, history and screen readers say where one is. */}
      <title>{`${title} · Genie Helper`}</title>
      <Stack gap={4} maw="44rem">
        <Title order={1} tabIndex={-1} data-page-heading>
          {title}
        </Title>
        {description !== undefined && <Text c="dimmed">{description}</Text>}
      </Stack>
      {actions !== undefined && <Group gap="sm">{actions}</Group>}
    </Group>
  );
}

/** What somebody who comes for the first time reads. */
export const whatThisIs =
  'Genie Helper writes captions that keep to the rules of eight platforms, one or a hundred at a time. It is for creators and those who work for them, and keeps their platform logins encrypted.';

/** The product's mark and name. */
export function Brand() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src={mark} alt="" width={28} height={28} />
      <Text fw={650} size="lg" className="genie-name">
        Genie Helper
      </Text>
    </Group>
  );
}

/** What a page shows where there is nothing yet: in `children`, a sentence about how to begin. */
export function EmptyState(props: {
  icon: ReactNode;
  title: string;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const { icon, title, action, children } = props;
  return (
    <Stack align="center" gap="sm" py={56} px="md" ta="center">
      <ThemeIcon variant="light" size={56} radius="xl" aria-hidden>
        {icon}
      </ThemeIcon>
      <Text fw={600} size="lg">
        {title}
      </Text>
      {children !== undefined && (
        <Text c="dimmed" maw="32rem" component="div">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}

interface IconButtonProps extends ButtonProps, ElementProps<'button', keyof ButtonProps> {
  Icon: Icon;
  iconSize?: number;
}

/** A button with an icon before its text. */
export function IconButton({ Icon, iconSize = 16, ...props }: IconButtonProps) {
  return <Button variant="default" leftSection={<Icon size={iconSize} aria-hidden />} {...props} />;
}

/** Holds the place of rows that are on their way. @param props `label`: what is loading, for screen readers */
export function LoadingRows({ rows = 4, label }: { rows?: number | undefined; label: string }) {
  return (
    <Stack gap="sm" role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: rows }, (_, index) => index).map((index) => (
        <Skeleton key={index} height={44} aria-hidden />
      ))}
    </Stack>
  );
}
