import { toHashtag } from '../../caption-text.ts';
import type { Subject } from './subject.ts';

const wordSegmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Words of the languages that we know best that say nothing by themselves. */
const small = new Set(
  `the and but for with from into onto over under about after before behind out off are was were
  been being have has had does did done not you your yours his her hers their theirs they them our
  ours its this that these those there here what who why when where how which will would could
  should can may just very too also then than some any all more most much many new get got gets
  going gonna want wanna make makes made let lets think know say says said because while
  i'm i've i'll it's don't you're we're that's
  los las del una unos unas por para con sin que como más pero muy mis tus sus este esta esto
  hoy qué cómo nuevo nueva nuevos nuevas der die das den dem des und oder für mit von vom zum zur ein eine einen einem mein meine
  meinem meinen neue neues neuer neuen heute ist sind auf aus bei nicht les des une pour avec dans sur mes ses ces est que qui nouveau nouvelle nouveaux nouvelles
  dos das uma com sem meu minha meus minhas não novo nova novos novas gli della delle degli dei nel nella con per che
  mio mia miei mie sono non nuovo nuova nuovi nuove`.split(/\s+/u),
);

const known = new WeakMap<Subject, readonly string[]>();

/** Hashtags made of the topic's own words, the whole topic first if it is short enough for one. */
export function hashtagsFromWords(subject: Subject): readonly string[] {
  const tags = known.get(subject) ?? makeHashtags(subject);
  known.set(subject, tags);
  return tags;
}

function makeHashtags({ words, form, language }: Subject): string[] {
  const bare = words.replace(/^(?:my|our|the|an?|this)\s/iu, '');
  const spoken = language === 'en' && (form === 'said' || form === 'to');
  const whole = !spoken && bare.split(' ').length <= 3 ? toHashtag(bare) : undefined;
  const single = [...wordSegmenter.segment(bare)]
    .filter(({ segment, isWordLike }) => isWordLike && tells(segment))
    .map(({ segment }) => toHashtag(segment));
  return [whole, ...single].filter((tag) => tag !== undefined);
}

function tells(word: string): boolean {
  const isLatin = /^\p{Script=Latin}/u.test(word);
  return word.length >= (isLatin ? 3 : 2) && !small.has(word.toLowerCase().replace('’', "'"));
}
