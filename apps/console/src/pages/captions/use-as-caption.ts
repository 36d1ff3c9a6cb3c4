import { captionDefaults } from '@genie-helper/captions/rules';
import { useNavigate } from '@tanstack/react-router';
import { readDraft, writeDraft } from '../../session/draft-storage.ts';
import { useUser } from '../../session/session.ts';
import { type Desk, emptyDesk, openRecent } from './caption-desk.ts';
import {
  addRecent,
  assistant,
  type CaptionFormValues,
  emptyForm,
  platformIn,
  toWishes,
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
    const [wish] = toWishes(readDraft<CaptionFormValues>(userId, 'captions.wish', emptyForm));
    const desk = readDraft<Desk>(userId, 'captions.desk', emptyDesk);
    const opened = {
      platform: platformIn(asked) ?? wish?.platform ?? captionDefaults.platform,
      length: wish?.length ?? captionDefaults.length,
      ...{ tone: '', topic: '', text, model: assistant },
      writtenAt: new Date().toISOString(),
    };
    const shown = desk.slots.map((slot) => slot.captionId);
    const recent = addRecent(desk.recent, opened, shown);
    const [caption] = recent;
    if (caption !== undefined) {
      writeDraft(userId, 'captions.desk', openRecent({ ...desk, recent }, caption));
    }
    void navigate({ to: '/captions' });
  };
}
