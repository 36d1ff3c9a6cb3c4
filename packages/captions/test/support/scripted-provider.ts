import type { CaptionProvider, ProviderCall } from '../../src/index.ts';

/** A provider that gives these answers in turn, the last one for ever, and keeps its calls. */
export function scriptedProvider(
  ...answers: string[]
): CaptionProvider & { readonly calls: ProviderCall[] } {
  const calls: ProviderCall[] = [];
  return {
    name: 'scripted',
    calls,
    async generate(call) {
      calls.push(call);
      return { text: answers[Math.min(calls.length, answers.length) - 1] ?? '', model: 'scripted' };
    },
  };
}
