import { type Account, type FreshProof, GenieError } from '@genie-helper/client';
import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { genie, mayBeDone } from '../../api.ts';
import { InlineFailure } from '../../components/failure.tsx';
import { useOwnMutation } from '../../session/session.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { Section, useProof } from './section.tsx';
import { Buttons, SetUpTwoFactor } from './set-up-two-factor.tsx';

type Step = 'overview' | 'set-up' | 'new-codes' | 'off';

/** The second factor of the account: what it is, and the ways to set it up and to take it off. */
export function TwoFactorSection({ account }: { account: Account }) {
  const [step, setStep] = useState<Step>('overview');
  const [codes, setCodes] = useState<readonly string[]>();
  const [isOff, setOff] = useState(false);
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: ['account'] });
  /** It may be otherwise than is shown: another tab was quicker, or an answer was lost. */
  function heed(error: unknown) {
    const isOtherwise = error instanceof GenieError && stateCodes.includes(error.code);
    if (isOtherwise || mayBeDone(error)) void renew();
  }
  function show(made: readonly string[]) {
    setCodes(made);
    setStep('overview');
    void renew();
  }
  function go(next: Step) {
    setOff(false);
    setStep(next);
  }
  const back = () => setStep('overview');
  const isOnUnseen = step === 'set-up' && account.twoFactor.enabled;
  return (
    <Section title="Second factor">
      {codes !== undefined ? (
        <RecoveryCodes codes={codes} email={account.email} onKept={() => setCodes(undefined)} />
      ) : (
        <>
          {isOff && (
            <Alert role="status" color="lamp" title="Your second factor is off">
              Your password alone signs in now. The key in your authenticator is of no use any more.
            </Alert>
          )}
          {isOnUnseen && (
            <Alert role="status" color="yellow" title="Your second factor is on">
              Its recovery codes weren’t shown here. If you don’t have them, make new ones now.
            </Alert>
          )}
          {(step === 'overview' || isOnUnseen) && (
            <Overview twoFactor={account.twoFactor} onGo={go} />
          )}
          {step === 'set-up' && !isOnUnseen && (
            <SetUpTwoFactor onOn={show} onFailure={heed} onCancel={back} />
          )}
          {step === 'new-codes' && (
            <ProvenForm
              about="The recovery codes that you have now end."
              action="Make new codes"
              run={(proof) => genie.account.newRecoveryCodes(proof)}
              onDone={show}
              onFailure={heed}
              onCancel={back}
            />
          )}
          {step === 'off' && (
            <ProvenForm
              about="After this your password alone signs in, and the recovery codes end."
              action="Take it off"
              color="red"
              run={(proof) => genie.account.removeTwoFactor(proof)}
              onDone={() => {
                setOff(true);
                back();
                void renew();
              }}
              onFailure={heed}
              onCancel={back}
            />
          )}
        </>
      )}
    </Section>
  );
}

/** Refusals that say that the account isn't as the page has it. */
const stateCodes = [
  'account.two_factor_on',
  'account.two_factor_off',
  'account.two_factor_not_pending',
];

function Overview(props: { twoFactor: Account['twoFactor']; onGo: (step: Step) => void }) {
  const { twoFactor, onGo } = props;
  const { enabled, recoveryCodesLeft: left } = twoFactor;
  if (!enabled) {
    return (
      <Stack align="flex-start">
        <Text c="dimmed">
          A code of your phone at each sign-in, so that a stolen password alone opens nothing.
        </Text>
        <Button variant="default" onClick={() => onGo('set-up')}>
          Set up a second factor
        </Button>
      </Stack>
    );
  }
  return (
    <>
      <Group gap="sm">
        <Badge variant="light" color="lamp">
          On
        </Badge>
        <Text>{left === 1 ? '1 recovery code is left.' : `${left} recovery codes are left.`}</Text>
      </Group>
      {left < 3 && (
        <Alert color="yellow" role="note">
          Make new recovery codes before you need one: without authenticator and codes only an
          administrator can let you in.
        </Alert>
      )}
      <Group gap="sm">
        <Button variant="default" onClick={() => onGo('new-codes')}>
          New recovery codes
        </Button>
        <Button variant="default" onClick={() => onGo('off')}>
          Take the second factor off
        </Button>
      </Group>
    </>
  );
}

/** A form that does something for whoever proves the password and the second factor. */
function ProvenForm<Done>(props: {
  about: string;
  action: string;
  color?: string;
  run: (proof: FreshProof) => Promise<Done>;
  onDone: (done: Done) => void;
  onFailure: (error: unknown) => void;
  onCancel: () => void;
}) {
  const { about, run, onDone, onFailure, ...buttons } = props;
  const proof = useProof({ needsCode: true });
  const { mutate, isPending, error } = useOwnMutation({
    mutationFn: run,
    gcTime: 0,
    onError(error) {
      proof.heed(error);
      onFailure(error);
    },
    onSuccess: onDone,
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!isPending) mutate(proof.body);
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{about}</Text>
        {proof.fieldsFor(error)}
        {error !== null && !proof.tells(error) && <InlineFailure error={error} />}
        <Buttons isPending={isPending} {...buttons} />
      </Stack>
    </form>
  );
}
