import { Stack } from '@mantine/core';
import { Loaded } from '../../components/failure.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useAccount } from '../../session/account.ts';
import { AccessSection } from './access-section.tsx';
import { DeleteSection } from './delete-section.tsx';
import { DevicesSection } from './devices-section.tsx';
import { EmailSection } from './email-section.tsx';
import { ExportSection } from './export-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { TwoFactorSection } from './two-factor-section.tsx';

/** One's own account: who one is, how and where one signs in, who used one's credentials, and the way out. */
export function AccountPage() {
  const account = useAccount();
  return (
    <>
      <PageHeader
        title="Account"
        description="Who you are, how and where you sign in, and what happens to what is yours."
      />
      <Loaded query={account} loading="Your account is loading" rows={3}>
        {(data) => (
          <Stack gap="xl" maw="36rem">
            <ProfileSection account={data} />
            <EmailSection account={data} />
            <PasswordSection />
            <TwoFactorSection account={data} />
            <DevicesSection />
            <AccessSection />
            <ExportSection />
            <DeleteSection />
          </Stack>
        )}
      </Loaded>
    </>
  );
}
