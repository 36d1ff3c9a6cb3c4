import type { SubjectForm, SubjectKind } from './subject.ts';

/** Openers for what isn't simply a post, by the form that the topic came in. */
export const openers: Readonly<Record<Exclude<SubjectForm, 'post' | 'said'>, readonly string[]>> = {
  event: [
    'Heads up: {topic}.',
    'Mark it down: {topic}.',
    'Set a reminder: {topic}.',
    'Clear your plans: {topic}.',
    "I've been dying to announce it: {topic}.",
    "What's next: {topic}.",
  ],
  worn: [
    "I couldn't wait to show you {my}.",
    'Say hello to {my}.',
    'I finally get to show off {my}.',
    '{My}, because today deserved it.',
    'Be honest about {my}, I can take it.',
    'I might live in front of the mirror now, thanks to {my}.',
  ],
  mine: [
    "I've got so much to show you from {my}.",
    'Let me tell you about {my}.',
    "I'm still thinking about {my}.",
    'Today is all about {my}.',
    'This one is from {my}, and I love it.',
    "You asked about {my}, so here's a look.",
  ],
  mood: [
    'Current mood: {topic}.',
    '{Topic}, and I thought you should know.',
    '{Topic}, and it probably shows.',
    'Woke up {topic} and it stuck.',
  ],
  loose: [
    'On my mind today: {topic}.',
    'Today: {topic}.',
    'What today is about: {topic}.',
    "Today's topic: {topic}.",
    'In short: {topic}.',
    '{Topic}.',
  ],
  doing: [
    'You caught me {topic}.',
    'This is me {topic}.',
    'Current mood: {topic}.',
    'A day well spent {topic}.',
    "Don't mind me, just {topic}.",
  ],
  to: [
    'Today I just wanted to {topic}.',
    "I'm only here to {topic}.",
    'Give me a minute to {topic}.',
    'Before I do anything else, I want to {topic}.',
    'I put the kettle on and sat down to {topic}.',
  ],
};

/** Said after a topic that is itself a question. */
export const afterQuestion = [
  'Be honest, I can take it.',
  'Asking for a friend, and the friend is me.',
  "There's only one right answer, and I think you know it.",
  'I want the truth, gift-wrapped if possible.',
  "I've been wondering about it all day.",
] as const;

/** Said about a subject of this kind, in any voice. */
export const linesByKind: Readonly<Record<SubjectKind, readonly string[]>> = {
  photos: [
    "I can't pick a favorite shot, so that's your job.",
    "The third one wasn't planned.",
    'The light only did that for about four minutes.',
    'My camera roll is a mess and I love it.',
  ],
  video: [
    'Watch it to the end, trust me.',
    'Headphones help.',
    'I rewatched it twice before I let it go.',
    'One take, if you can believe it.',
  ],
  live: [
    "I'd love to see you there.",
    "Bring questions, I'll answer most of them.",
    "I'll be looking out for your name.",
    "Don't make me start without you.",
  ],
  outfit: [
    'It fits better than I dared to hope.',
    'I tried it on for five minutes and kept it on all day.',
    'The back is the best part.',
    'The mirror and I had a good talk about it.',
  ],
  hair: [
    'I keep stopping at every mirror.',
    'It took me months to be brave enough.',
    "I'm still getting used to it, in a good way.",
    'My friends voted no, so here we are.',
  ],
  workout: [
    'My legs are filing a complaint.',
    'I earned every bit of this glow.',
    'Yes, I stretched first.',
    'Nothing beats that feeling after.',
  ],
  sale: [
    "It won't stay around for long.",
    'Future you will be pleased with yourself.',
    "If you've been on the fence, this is it.",
  ],
  travel: [
    "I'd go back tomorrow.",
    'My camera roll may never recover.',
    'I wish you could have been there.',
    'I packed all wrong and had the best time.',
  ],
  cosplay: [
    'The wig alone took me an hour.',
    'I stayed in character longer than I should have.',
    'Every stitch of it is worth a closer look.',
  ],
  drop: [
    'I kept this one quiet for days.',
    "There's more where it came from.",
    'I hid a few surprises in there.',
  ],
  other: [
    "That's what I wanted to share.",
    "I thought you'd like to know.",
    "I'm glad you're here for it.",
    'Thanks for being here.',
    'More about it soon.',
    'Ask me anything about it.',
  ],
};

/** Hashtags that suit a subject of this kind, best first; where the kind isn't sure, its words make them. */
export const hashtagsByKind: Readonly<Record<SubjectKind, readonly string[]>> = {
  photos: ['#newphotos', '#photoset', '#photoshoot'],
  video: ['#newvideo', '#behindthecamera', '#videocreator'],
  live: ['#goinglive', '#livestream', '#comehangout'],
  outfit: ['#outfit', '#ootd', '#newlook'],
  hair: ['#newlook', '#freshlook', '#selflove'],
  workout: ['#workout', '#gymlife', '#fitness'],
  sale: ['#sale', '#specialoffer', '#lastchance'],
  travel: ['#travel', '#wanderlust', '#traveldiary'],
  cosplay: ['#cosplay', '#cosplayer', '#cosplaycreator'],
  drop: ['#newpost', '#newdrop', '#outnow'],
  other: [
    "That's what I wanted to share.",
    "I thought you'd like to know.",
    "I'm glad you're here for it.",
    'Thanks for being here.',
    'More about it soon.',
    'Ask me anything about it.',
  ],
};

/** Hashtags that are true of every caption. */
export const anyHashtags = ['#creator', '#contentcreator', '#creatorlife'];
