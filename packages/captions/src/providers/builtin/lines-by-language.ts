import type { Language } from './language.ts';

export type LanguageLines = {
  /** Begin a caption; `{topic}` are the topic's words, so that no grammar touches them. */
  readonly openers: readonly string[];
  /** Fit after anything. */
  readonly any: readonly string[];
  /** Ask the reader. */
  readonly asks: readonly string[];
  /** First lines where the platform wants a hook. */
  readonly hooks: readonly string[];
  /** Invite to subscribe, by the name that the platform's button has. */
  readonly subscribe: readonly string[];
  /** What a topic is called that can't be used as it is. */
  readonly plain: string;
  /** Hashtags where the topic's words give too few. */
  readonly hashtags: readonly string[];
};

/** What is said around a topic that isn't in English. */
export const linesByLanguage: Readonly<Record<Exclude<Language, 'en'>, LanguageLines>> = {
  es: {
    openers: ['Hoy: {topic}.', 'El tema de hoy: {topic}.', 'Novedades: {topic}.', '{Topic}.'],
    any: [
      'Gracias por estar aquí.',
      'Pronto habrá más.',
      'Leo todos los mensajes.',
      'Que tengas un buen día.',
      'Me apetecía compartirlo.',
      'Un abrazo enorme.',
    ],
    asks: ['¿Qué te parece?', '¿Tú qué opinas?'],
    hooks: ['¡Esto te va a gustar!', '¿Tienes un minuto?'],
    subscribe: ['Pulsa Subscribe para ver más.', 'Pulsa Subscribe y no te pierdas nada.'],
    plain: 'algo nuevo',
    hashtags: ['#novedades', '#hoy', '#nuevo'],
  },
  pt: {
    openers: ['Hoje: {topic}.', 'O assunto de hoje: {topic}.', 'Novidades: {topic}.', '{Topic}.'],
    any: [
      'Que bom ter você aqui.',
      'Em breve tem mais.',
      'Leio todas as mensagens.',
      'Tenha um ótimo dia.',
      'Queria compartilhar isso.',
      'Um abraço enorme.',
    ],
    asks: ['O que você acha?', 'E você, o que me diz?'],
    hooks: ['Você vai gostar disso!', 'Tem um minuto?'],
    subscribe: ['Toque em Subscribe para ver mais.', 'Toque em Subscribe e não perca nada.'],
    plain: 'novidade',
    hashtags: ['#novidades', '#hoje', '#novo'],
  },
  fr: {
    openers: [
      "Aujourd'hui : {topic}.",
      'Le sujet du jour : {topic}.',
      'En bref : {topic}.',
      '{Topic}.',
    ],
    any: [
      "Merci d'être là.",
      'La suite arrive bientôt.',
      'Je lis tous les messages.',
      'Belle journée à vous.',
      "J'avais envie de partager ça.",
      'À très vite.',
    ],
    asks: ["Qu'en pensez-vous ?", 'Et vous, ça vous parle ?'],
    hooks: ['Ça va vous plaire !', 'Vous avez une minute ?'],
    subscribe: ['Touchez Subscribe pour en voir plus.', 'Touchez Subscribe pour ne rien manquer.'],
    plain: 'du nouveau',
    hashtags: ['#nouveautés', '#aujourdhui', '#nouveau'],
  },
  de: {
    openers: ['Heute: {topic}.', 'Das Thema heute: {topic}.', 'Kurz gesagt: {topic}.', '{Topic}.'],
    any: [
      'Schön, dass ihr da seid.',
      'Bald gibt es mehr.',
      'Ich lese alle Nachrichten.',
      'Habt einen schönen Tag.',
      'Das wollte ich mit euch teilen.',
      'Danke fürs Dabeisein.',
    ],
    asks: ['Was meint ihr?', 'Wie seht ihr das?'],
    hooks: ['Das wird euch gefallen!', 'Habt ihr kurz Zeit?'],
    subscribe: [
      'Tippt auf Subscribe und verpasst nichts.',
      'Tippt auf Subscribe, um mehr zu sehen.',
    ],
    plain: 'etwas Neues',
    hashtags: ['#neuigkeiten', '#heute', '#neu'],
  },
  it: {
    openers: ['Oggi: {topic}.', 'Il tema di oggi: {topic}.', 'Novità: {topic}.', '{Topic}.'],
    any: [
      'Grazie di essere qui.',
      'Presto arriva altro.',
      'Leggo tutti i messaggi.',
      'Buona giornata a tutti.',
      'Ci tenevo a condividerlo.',
      'Un grande abbraccio.',
    ],
    asks: ['Che ne pensate?', 'Voi che ne dite?'],
    hooks: ['Questo vi piacerà!', 'Avete un minuto?'],
    subscribe: ['Toccate Subscribe per vedere altro.', 'Toccate Subscribe per non perdervi nulla.'],
    plain: 'qualcosa di nuovo',
    hashtags: ['#novità', '#oggi', '#nuovo'],
  },
  // Signs and words that are read everywhere.
  other: {
    openers: ['{topic}'],
    any: ['10/10 ✨', '3, 2, 1… 🎬', 'Wow! 😍', 'OK! 👌', '100/100 💯'],
    asks: ['OK? 👀'],
    hooks: ['Psst… 👀', 'Wow! 👀'],
    subscribe: ['Subscribe 💕', '👉 Subscribe'],
    plain: '1, 2, 3… ✨',
    hashtags: ['#wow', '#ok', '#vip'],
  },
};
