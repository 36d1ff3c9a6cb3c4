import type { Subject } from './subject.ts';

const hasDeterminer =
  /^(?:my|our|the|a|an|this|these|that|those|some|your|his|her|their|another|every)\s/iu;

/**
 * Puts a subject into a line. `{topic}` is its words, `{my}` its words with "my" unless they bring
 * a determiner, both also with a capital; `{is}`, `{it}` and `{makes}` agree with it in number.
 */
export function fillSlots(line: string, subject: Subject, handle?: string): string {
  const { words, plural } = subject;
  const own = /^behind[ -]the[ -]scenes\b/iu.test(words) ? 'the' : 'my';
  const mine = hasDeterminer.test(words) ? words : `${own} ${words}`;
  const slots: Readonly<Record<string, string>> = {
    topic: words,
    Topic: capital(words),
    my: mine,
    My: capital(mine),
    is: plural ? 'are' : 'is',
    it: plural ? 'they' : 'it',
    makes: plural ? 'make' : 'makes',
    handle: handle ?? '',
  };
  return line
    .replace(/\{(\w+)\}/gu, (_, name: string) => slots[name] ?? '')
    .replace(/([.!?])\.$/u, '$1');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
