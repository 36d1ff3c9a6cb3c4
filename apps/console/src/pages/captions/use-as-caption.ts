import { useNavigate } from '@tanstack/react-router';
import { readDraft, writeDraft } from '../../session/draft-storage.ts';
import { useUser } from '../../session/session.ts';
import {
  addRecent,
  type CaptionFormValues,
  emptyForm,
  platformIn,
  type RecentCaption,
} from './caption-drafts.ts';

/**
 * What opens a text on the captions page, where it's held against its platform's rules, edited and copied.
 *
 * @returns takes the text, and what was asked for: a platform that is named there is the caption's
 */
export function useAsCaption(): (text: string, asked: string) => void {
  const { id: userId } = useUser();
  const navigate = useNavigate();
  return (text, asked) => {
    const form = readDraft<CaptionFormValues>(userId, 'captions.form', emptyForm);
    const recent = readDraft<RecentCaption[]>(userId, 'captions.recent', []);
    const next = addRecent(recent, {
      platform: platformIn(asked) ?? form.platform,
      length: form.length,
      ...{ tone: '', topic: '', text, model: 'the assistant' },
      writtenAt: new Date().toISOString(),
    });
    writeDraft(userId, 'captions.recent', next);
    writeDraft(userId, 'captions.open', next[0]?.id ?? null);
    void navigate({ to: '/captions' });
  };
}
