import { type Answer, ask, explainCode, fieldOf } from '../ask.ts';
import { type Check, type DoctorDeps, type Finding, fail, notInUse, ok } from '../check.ts';

const mostShown = 5;

/** The model's server, where captions and chat are written by one: that it answers us, and has the model. */
export function modelChecks({ installation }: DoctorDeps): Check[] {
  const { CAPTION_PROVIDER, LLM_BASE_URL: url = '', LLM_MODEL = '' } = installation.values;
  const key = installation.values.LLM_API_KEY;
  const isUnused = CAPTION_PROVIDER !== 'openai-compatible';
  const unused = notInUse('No model is used (CAPTION_PROVIDER=builtin).');
  const askModels = (signal: AbortSignal) =>
    ask(`${url.replace(/\/$/, '')}/models`, {
      signal,
      ...(key === undefined ? {} : { bearer: key }),
    });
  return [
    {
      id: 'model.reachable',
      holds: "the model's server answers, and takes LLM_API_KEY",
      variables: ['CAPTION_PROVIDER', 'LLM_BASE_URL', 'LLM_API_KEY'],
      async run(signal) {
        if (isUnused) return unused;
        const answer = await askModels(signal);
        const names = namesIn(answer);
        if (names !== undefined) return ok(`The model server answers at ${url}.`);
        return explain(answer, url, key !== undefined);
      },
    },
    {
      id: 'model.name',
      holds: 'it has LLM_MODEL',
      needs: ['model.reachable'],
      variables: ['LLM_MODEL'],
      async run(signal) {
        if (isUnused) return unused;
        const names = namesIn(await askModels(signal)) ?? [];
        // Ollama takes a name without a tag for the one tagged "latest".
        if (names.some((name) => name === LLM_MODEL || name === `${LLM_MODEL}:latest`)) {
          return ok(`It has the model ${LLM_MODEL}.`);
        }
        const some = names.slice(0, mostShown).join(', ') || 'none';
        return fail(
          `It does not have the model ${LLM_MODEL}.`,
          `Load it (Ollama: ollama pull ${LLM_MODEL}), or set LLM_MODEL to one that it has: ${some}.`,
        );
      },
    },
  ];
}

function namesIn(answer: Answer): string[] | undefined {
  if (answer.status !== 200) return undefined;
  const data = fieldOf(answer.json, 'data');
  if (!Array.isArray(data)) return undefined;
  const ids: unknown[] = data.map((entry) => fieldOf(entry, 'id'));
  return ids.filter((id) => typeof id === 'string').map((id) => id.replace(/[^\x21-\x7e]/g, '?'));
}

function explain(answer: Answer, url: string, hasKey: boolean): Finding {
  if (answer.code !== undefined) {
    return fail(
      `The model server does not answer at ${url} (${explainCode(answer.code)}).`,
      'Start it (Ollama: ollama serve), correct LLM_BASE_URL, or set CAPTION_PROVIDER=builtin.',
    );
  }
  if (answer.status === 401 || answer.status === 403) {
    return fail(
      `The model server at ${url} refuses ${hasKey ? 'the key in LLM_API_KEY' : 'calls without a key'}.`,
      'Set LLM_API_KEY to a key that it accepts.',
    );
  }
  return fail(
    `What answers at ${url} is no OpenAI-compatible server (${answer.status} for /models).`,
    'Set LLM_BASE_URL to its address with the path, which mostly is /v1.',
  );
}
