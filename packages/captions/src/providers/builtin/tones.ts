import { rememberRecent } from '../../remember-recent.ts';

/** Beginnings of words that ask for a voice. */
const words = {
  playful: 'playful|cheek|mischie|tongue in cheek|silly|bubbl|fun$|fun |bratty|spunky|light',
  flirty:
    'flirt|seduc|sultry|sexy|sensual|teas|spicy|steamy|naught|suggest|hot|kink|dirty|passion|allur|provoc|tempt|intimate',
  bold: 'bold|confiden|sass|boss|fierce|dominan|badass|edgy|brav|strong|power|luxur|glam|cocky|unapolog|savage|commanding|motivat',
  warm: 'warm|sweet|cute|wholesom|romantic|grateful|thank|cozy|cosy|loving|tender|gentle|kind|soft|sincere|heart|emotion|caring|nostalg|humble|shy|inspir',
  casual:
    'casual|chill|relax|neutral|laid|friendly|simple|natural|honest|plain|calm|profession|inform|formal|conversation|authentic|minimal|lazy',
  excited: 'excit|hype|energ|enthusias|happy|upbeat|joy|thrill|celebrat|loud|party|cheer',
  mysterious:
    'myster|dark|mood|enigma|poetic|elegan|class|dream|ethereal|goth|sophistic|quiet|subtle|secret|melanchol|noir|witchy',
  funny: 'funn|humor|humour|sarcas|wit|joke|comed|iron|meme|dry|goof|self-deprecat|absurd|deadpan',
} as const;

/** The voices that the built-in writer has. */
export type Voice = keyof typeof words;

const voices = Object.entries(words).map(
  ([voice, starts]) => [voice as Voice, new RegExp(`\\b(?:${starts})`, 'u')] as const,
);

/** How many tones are remembered with their voices. */
const mostTones = 128;

/** The voice nearest to a tone in anyone's words: the one named first, else the casual one. */
export const voiceFor: (tone: string) => Voice = rememberRecent(nearestVoice, mostTones);

function nearestVoice(tone: string): Voice {
  const asked = tone.normalize('NFKC').toLowerCase();
  let nearest: Voice = 'casual';
  let first = Number.POSITIVE_INFINITY;
  for (const [voice, pattern] of voices) {
    const at = asked.search(pattern);
    if (at >= 0 && at < first) {
      nearest = voice;
      first = at;
    }
  }
  return nearest;
}
