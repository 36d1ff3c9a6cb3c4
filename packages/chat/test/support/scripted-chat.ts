import type { ChatCall, ChatProvider } from '../../src/index.ts';

/** A provider that says these pieces and then throws `failure`, if there is one. */
export function scriptedChat(
  pieces: readonly string[],
  failure?: Error,
): ChatProvider & { readonly calls: ChatCall[] } {
  const calls: ChatCall[] = [];
  return {
    name: 'scripted',
    calls,
    async *answer(call) {
      calls.push(call);
      yield* pieces;
      if (failure !== undefined) throw failure;
    },
  };
}
