import { Alert, Anchor, Group, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { errorMessage, genie } from '../../api.ts';
import { isRefusal } from '../../components/field-errors.ts';
import { useAccount } from '../../session/account.ts';
import { queryClient, useOwnMutation } from '../../session/session.ts';

/** A line while nobody has proven the account's address. Where that can't be known now, nothing is said of it. */
export function UnprovenLine() {
  const { data: account } = useAccount();
  const resend = useOwnMutation({
    mutationFn: () => genie.account.resendVerification(),
    onError: (error) => {
      // It was proven meanwhile, in another tab or on another device.
      const isProven = isRefusal(error, 'account.already_verified');
      if (isProven) void queryClient.invalidateQueries({ queryKey: ['account'] });
    },
  });
  if (account === undefined || account.emailVerified) return null;
  return (
    <Alert
      role="note"
      color="gray"
      variant="light"
      py="xs"
      mb="lg"
      icon={<IconMail size={18} aria-hidden />}
    >
      <Group gap="xs" justify="space-between">
        <Text size="sm" role="status">
          {textOf(account.email, resend)}
        </Text>
        {!resend.isSuccess && !isRefusal(resend.error, 'mail.not_configured') && (
          <Anchor
            component="button"
            type="button"
            size="sm"
            aria-disabled={resend.isPending}
            onClick={() => !resend.isPending && resend.mutate()}
          >
            Send the mail again
          </Anchor>
        )}
      </Group>
    </Alert>
  );
}

function textOf(email: string, resend: { isSuccess: boolean; error: unknown }): string {
  if (resend.isSuccess) return `A new link is on its way to ${email}. The one of before has ended.`;
  if (isRefusal(resend.error, 'mail.not_configured')) {
    return `${email} isn’t confirmed, and this server sends no mail. Ask whoever runs it.`;
  }
  if (resend.error !== null) return errorMessage(resend.error).message;
  // Whether this server sends mail is known only once it is asked to.
  return `${email} isn’t confirmed yet. That is done by a link in a mail.`;
}
