import type { Platform } from '@genie-helper/captions/rules';
import { GenieError } from '@genie-helper/client';
import { useEffect } from 'react';
import { errorMessage, genie, isSessionEnd } from '../../api.ts';
import { forOwner } from '../../session/draft-storage.ts';
import { useDraft, useUser } from '../../session/session.ts';
import {
  addWritten,
  askAgain,
  askFor,
  type Desk,
  emptyDesk,
  isUnderWay,
  type SlotProblem,
  setState,
  stopOrphans,
} from './caption-desk.ts';
import { toCaptionRequest, type Wish } from './caption-drafts.ts';
import { writeEach } from './write-each.ts';

/** What ends the writing for each platform, whoever asked: it goes on while another page is looked at. */
const underWay = new Map<string, AbortController>();

/** The captions of this page, and what asks for more of them. */
export function useCaptionDesk() {
  const { id: userId } = useUser();
  const [desk, setDesk] = useDraft<Desk>('captions.desk', emptyDesk);
  const keyOf = (platform: Platform) => `${userId}:${platform}`;
  const change = (alter: (now: Desk) => Desk) => forOwner(userId, () => setDesk(alter))();

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was being written before the page was there
  useEffect(() => {
    setDesk((now) => stopOrphans(now, (platform) => underWay.has(keyOf(platform))));
  }, []);

  async function writeOne(wish: Wish, running: AbortController): Promise<SlotProblem | undefined> {
    const { platform } = wish;
    const { signal } = running;
    try {
      signal.throwIfAborted();
      change((now) => setState(now, platform, 'writing'));
      const { caption, model } = await genie.captions.generate(toCaptionRequest(wish), { signal });
      const writtenAt = new Date().toISOString();
      change((now) => addWritten(now, { ...wish, text: caption, model, writtenAt }));
      return undefined;
    } catch (error) {
      if (signal.aborted || isSessionEnd(error)) {
        change((now) => setState(now, platform, 'stopped'));
        return undefined;
      }
      const code = error instanceof GenieError ? error.code : 'console.failed';
      const problem = { code, ...errorMessage(error) };
      change((now) => setState(now, platform, 'failed', problem));
      return problem;
    } finally {
      if (underWay.get(keyOf(platform)) === running) underWay.delete(keyOf(platform));
    }
  }

  async function run(wishes: readonly Wish[]): Promise<void> {
    const running = new AbortController();
    for (const { platform } of wishes) underWay.set(keyOf(platform), running);
    let refusal: SlotProblem | undefined;
    await writeEach(
      wishes,
      async (wish) => {
        const problem = await writeOne(wish, running);
        if (problem?.code !== 'rate_limit.exceeded') return true;
        refusal = problem;
        return false;
      },
      ({ platform }) => {
        underWay.delete(keyOf(platform));
        change((now) => setState(now, platform, 'failed', refusal));
      },
    );
  }

  return {
    desk,
    setDesk,
    isWriting: desk.slots.some(isUnderWay),
    /** Writes all of these, each in a tab; nothing where something is being written. */
    write(wishes: readonly Wish[]) {
      if (desk.slots.some(isUnderWay)) return;
      setDesk((now) => askFor(now, wishes));
      void run(wishes);
    },
    /** Writes one anew in its tab. */
    writeAgain(wish: Wish) {
      if (underWay.has(keyOf(wish.platform))) return;
      setDesk((now) => askAgain(now, wish));
      void run([wish]);
    },
    /** Ends all that is under way. */
    stop() {
      for (const { platform } of desk.slots) underWay.get(keyOf(platform))?.abort();
    },
  };
}
