/**
 * What `kubectl`, `docker`, `systemctl` and `journalctl` would say to a page's commands: refuses what names something that deploy/
 * doesn't have, leaves out the namespace, or comes too early. It keeps in mind what a cluster would have by then.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';

type Words = readonly string[];
type Options = Record<string, string | boolean | (string | boolean)[] | undefined>;

const namespace = 'genie-helper';

/**
 * @param checkout the folder where the commands are typed
 * @returns what takes a command; it throws what the program would say against it
 */
export function createOperatorTools(checkout: string) {
  /** `kind/name`, in lower case, of the namespace. */
  let objects: string[] = [];
  /** How many pods of a deployment there are, where somebody has said so. */
  const replicas: Record<string, number> = {};
  const isThere = (file: string) => existsSync(join(checkout, file));
  const read = (file: string) => readFileSync(join(checkout, file), 'utf8');

  function kubectl([verb = '', ...rest]: Words): void {
    const { values, positionals } = parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        namespace: { type: 'string', short: 'n' },
        filename: { type: 'string', short: 'f', multiple: true },
        kustomize: { type: 'string', short: 'k' },
        for: { type: 'string' },
        timeout: { type: 'string' },
        replicas: { type: 'string' },
        'from-file': { type: 'string' },
        'dry-run': { type: 'string' },
        output: { type: 'string', short: 'o' },
        previous: { type: 'boolean' },
        'ignore-not-found': { type: 'boolean' },
        selector: { type: 'string', short: 'l' },
      },
    });
    const verbs: Record<string, () => void> = {
      apply: () => apply(values),
      create: () => create(positionals, values),
      delete: () => forget(referenceOf(positionals, values), values['ignore-not-found'] === true),
      label: () => expect(/^namespace [\w-]+ [\w./-]+=\S+$/.test(positionals.join(' ')), 'what?'),
      logs: () => find(referenceOf(positionals, values)),
      rollout: () => {
        expect(['restart', 'status', 'undo'].includes(positionals[0] ?? ''), 'no such rollout');
        find(referenceOf(positionals.slice(1), values));
      },
      scale: () => {
        const reference = find(referenceOf(positionals, values));
        expect(/^\d+$/.test(values.replicas ?? ''), 'how many?');
        replicas[reference] = Number(values.replicas);
      },
      wait: () => {
        expect(
          values.timeout !== undefined,
          'waits for ever without --timeout, or gives up too soon',
        );
        if (values.for === 'delete') {
          expect(values.selector !== undefined, 'for what?');
          expect(values.namespace === namespace, 'no namespace');
          return;
        }
        expect(/^condition=(complete|available|ready)$/.test(values.for ?? ''), 'for what?');
        find(referenceOf(positionals, values));
      },
    };
    const run = verbs[verb];
    expect(run !== undefined, 'no such verb');
    run?.();
  }

  function apply(values: Options): void {
    if (typeof values.kustomize === 'string') {
      const folder = values.kustomize;
      const { resources } = parse(read(`${folder}/kustomization.yaml`));
      for (const name of resources as string[]) applyFile(`${folder}/${name}`, true);
      return;
    }
    const files = [values.filename ?? []].flat().map(String);
    expect(files.length > 0, 'apply what?');
    for (const file of files) {
      // `-` is what the command before it writes.
      if (file !== '-') applyFile(file, values.namespace === namespace);
    }
  }

  function applyFile(file: string, hasNamespace: boolean): void {
    for (const document of parseAllDocuments(read(file))) {
      const { kind, metadata, spec } = document.toJS();
      const reference = `${kind}/${metadata.name}`.toLowerCase();
      if (kind !== 'Namespace') {
        const own = metadata.namespace ?? (hasNamespace ? namespace : undefined);
        expect(own === namespace, `${reference} of ${file} would get into another namespace`);
        expect(objects.includes(`namespace/${namespace}`), `no namespace yet for ${file}`);
      }
      const pod = spec?.template?.spec;
      if (pod !== undefined) expectPod(reference, pod);
      if (kind === 'Job') {
        expect(!objects.includes(reference), `${reference} is there: a Job can't be changed`);
        const running = replicas['deployment/directus'] ?? 2;
        const isBusy = objects.includes('deployment/directus') && running > 0;
        expect(metadata.name !== 'genie-migrate' || !isBusy, 'a Directus still runs');
      }
      if (kind === 'Deployment') {
        expect(objects.includes('job/genie-migrate'), 'the database was never migrated');
      }
      objects.push(reference);
    }
  }

  function expectPod(reference: string, pod: object): void {
    const text = JSON.stringify(pod);
    const named = [
      ...[...text.matchAll(/"secret(?:Name":|":\{"name":)"([^"]+)"/g)].map(
        ([, name]) => `secret/${name}`,
      ),
      ...[...text.matchAll(/"configMapRef":\{"name":"([^"]+)"/g)].map(
        ([, name]) => `configmap/${name}`,
      ),
    ];
    for (const each of named) expect(objects.includes(each), `${reference} needs ${each} first`);
  }

  function create(positionals: Words, values: Options): void {
    const [kind = '', ...more] = positionals;
    const name = kind === 'secret' ? more[1] : more[0];
    expect(kind === 'configmap' || (kind === 'secret' && more[0] === 'generic'), 'create what?');
    expect(values.namespace === namespace, 'no namespace');
    const [key = '', file = ''] = String(values['from-file'] ?? '').split('=');
    expect(key !== '' && isThere(file), `there is no file ${file}`);
    if (values['dry-run'] !== 'client')
      expect(!objects.includes(`${kind}/${name}`), `${kind}/${name} is there already`);
    objects.push(`${kind}/${name}`);
  }

  function referenceOf(positionals: Words, values: Options): string {
    expect(values.namespace === namespace, 'no namespace');
    const [first = '', second] = positionals;
    return second === undefined ? first : `${first}/${second}`;
  }

  function find(reference: string): string {
    expect(objects.includes(reference), `there is no ${reference}`);
    return reference;
  }

  function forget(reference: string, mayBeAbsent: boolean): void {
    if (!mayBeAbsent) find(reference);
    objects = objects.filter((each) => each !== reference);
  }

  /** `docker compose -f deploy/compose.yaml …`, with services and files that are there. */
  function docker([compose, flag, file = '', verb = '', ...rest]: Words): void {
    expect(compose === 'compose' && flag === '-f' && isThere(file), 'which compose file?');
    const { services, secrets, configs } = parse(read(file), { merge: true });
    const asked = new Set<string>();
    const args = [...rest];
    const flags: Record<string, readonly string[]> = {
      up: ['--build', '--detach', '--no-build', '--scale', '--no-deps'],
      stop: [],
      start: [],
      restart: [],
      build: [],
      ps: [],
      logs: ['--since', '--follow'],
      run: ['--rm'],
      exec: ['-T'],
    };
    const known = flags[verb];
    expect(known !== undefined, 'no such command of docker compose');
    while (args[0]?.startsWith('-')) {
      const [name = '', value] = (args.shift() ?? '').split('=');
      expect(known?.includes(name) === true, `no such option: ${name}`);
      if (['--scale', '--since'].includes(name)) {
        const given = value ?? args.shift() ?? '';
        if (name === '--scale') asked.add(given.split('=')[0] ?? '');
      }
    }
    // Of run and exec only the first word is a service, the rest is the program.
    for (const name of ['run', 'exec'].includes(verb) ? args.slice(0, 1) : args) asked.add(name);
    for (const name of asked) expect(Object.hasOwn(services, name), `there is no service ${name}`);
    expect(!['run', 'exec'].includes(verb) || args.length > 1, 'run what?');
    if (!['up', 'run'].includes(verb)) return;
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    for (const { file: path } of [...Object.values(secrets), ...Object.values(configs)] as {
      file: string;
    }[]) {
      expect(isThere(folder + path), `there is no ${folder}${path}`);
    }
  }

  function systemctl([verb = '', ...rest]: Words): void {
    const verbs = [
      'start',
      'stop',
      'restart',
      'reload',
      'enable',
      'disable',
      'status',
      'daemon-reload',
    ];
    expect(verbs.includes(verb), 'no such verb');
    for (const unit of rest.filter((word) => word !== '--now')) {
      expectUnit(unit);
      // A pattern is about what is loaded: it starts nothing.
      expect(!unit.includes('*') || ['stop', 'restart', 'status'].includes(verb), 'a pattern');
      expect(verb !== 'enable' || !unit.endsWith('migrate'), 'migrates at each start');
    }
  }

  function journalctl(args: Words): void {
    const { values } = parseArgs({
      // Its own parser takes an option's value that begins with a dash.
      args: args.join('\0').replaceAll('--since\0', '--since=').split('\0'),
      options: {
        unit: { type: 'string', short: 'u', multiple: true },
        since: { type: 'string' },
      },
    });
    for (const unit of values.unit ?? []) expectUnit(unit);
  }

  function expectUnit(unit: string): void {
    const [, template] = /^([\w-]+@)(\d+|\*)$/.exec(unit) ?? [];
    const isOurs = isThere(`deploy/systemd/${template ?? unit}.service`);
    expect(isOurs || ['nginx', 'caddy'].includes(unit), `there is no unit ${unit}`);
  }

  const programs: Record<string, (words: Words) => void> = {
    kubectl,
    docker,
    systemctl,
    journalctl,
  };
  return {
    /** @throws Error with what is wrong with the command */
    run(program: string, words: Words): void {
      try {
        programs[program]?.(words);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new Error(`${program} ${words.join(' ')}: ${why}`);
      }
    },
  };
}

function expect(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}
