import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconWifiOff } from '@tabler/icons-react';

/** Says that the device has no network, as soon as the browser knows; nothing while it has one. */
export function OfflineBanner() {
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && (
        <Alert color="yellow" mb="lg" icon={<IconWifiOff aria-hidden />} title="You are offline">
          What you wrote stays here. Everything else works again once this device has a network.
        </Alert>
      )}
    </div>
  );
}
