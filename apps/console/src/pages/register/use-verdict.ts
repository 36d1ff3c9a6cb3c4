import { useDeferredValue, useEffect, useState } from 'react';
import type { judge, Verdict } from '../welcome/password-judge.ts';

/**
 * The verdict on a password while it's typed; undefined while there's none: the list of words is still on its way, or
 * could not be had. The server judges in any case.
 */
export function useVerdict(
  password: string,
  email: string,
  firstName: string,
): Verdict | undefined {
  const [judgeNow, setJudge] = useState<typeof judge>();
  const isWanted = password !== '';
  useEffect(() => {
    if (!isWanted) return;
    import('../welcome/password-judge.ts').then(
      (module) => setJudge(() => module.judge),
      () => {},
    );
  }, [isWanted]);
  const settled = useDeferredValue(password);
  if (judgeNow === undefined || settled === '') return undefined;
  return judgeNow(settled, [email, firstName]);
}
