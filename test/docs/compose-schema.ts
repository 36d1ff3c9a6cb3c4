/**
 * What deploy/compose.yaml may hold: the part of the Compose specification that it uses, written after its reference
 * (https://github.com/compose-spec/compose-spec, 05-services.md, 06-networks.md, 07-volumes.md, 08-configs.md, 09-secrets.md).
 * Another element is refused until somebody adds it here, so a misspelt one is found.
 */
const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text, minItems: 1 };
const duration = { type: 'string', pattern: '^(\\d+(ms|s|m|h))+$' };
const bytes = { type: 'string', pattern: '^\\d+[kmg]$' };

function record(values: object): object {
  return { type: 'object', additionalProperties: values };
}

function only(properties: Record<string, object>, required: readonly string[] = []): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

const file = only({ source: text, target: { type: 'string', pattern: '^/' } }, [
  'source',
  'target',
]);

const service = only(
  {
    image: text,
    build: only({ context: text, dockerfile: text, target: text }, ['context']),
    command: texts,
    entrypoint: texts,
    user: { type: 'string', pattern: '^\\d+:\\d+$' },
    restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
    init: { type: 'boolean' },
    read_only: { type: 'boolean' },
    cap_drop: texts,
    security_opt: texts,
    pids_limit: { type: 'integer', minimum: 1 },
    mem_limit: bytes,
    shm_size: bytes,
    ulimits: record({ type: 'integer' }),
    logging: only({ driver: text, options: record(text) }),
    tmpfs: texts,
    volumes: { type: 'array', items: { type: 'string', pattern: '^[a-z-]+:/' } },
    ports: { type: 'array', items: { type: 'string', pattern: '^\\d+:\\d+(/udp)?$' } },
    sysctls: record({ type: ['integer', 'string'] }),
    // A value that YAML takes for a number or a truth would reach the program in another spelling.
    environment: record({ type: 'string' }),
    networks: {
      oneOf: [texts, record(only({ ipv4_address: { type: 'string', format: 'ipv4' } }))],
    },
    secrets: { type: 'array', items: { oneOf: [text, file] } },
    configs: { type: 'array', items: file },
    profiles: texts,
    deploy: only({ replicas: { type: 'integer', minimum: 1 } }),
    stop_grace_period: duration,
    healthcheck: only(
      {
        test: {
          type: 'array',
          items: text,
          minItems: 2,
          prefixItems: [{ enum: ['CMD', 'CMD-SHELL'] }],
        },
        interval: duration,
        timeout: duration,
        start_period: duration,
        retries: { type: 'integer', minimum: 1 },
      },
      ['test'],
    ),
    depends_on: record(
      only(
        {
          condition: {
            enum: ['service_started', 'service_healthy', 'service_completed_successfully'],
          },
        },
        ['condition'],
      ),
    ),
  },
  ['image'],
);

const source = only({ file: text }, ['file']);

export const composeSchema = {
  ...only(
    {
      name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
      services: record(service),
      networks: record({
        oneOf: [
          { type: 'null' },
          only({
            internal: { type: 'boolean' },
            ipam: only({
              config: { type: 'array', items: only({ subnet: text, ip_range: text }, ['subnet']) },
            }),
          }),
        ],
      }),
      volumes: record({ type: 'null' }),
      configs: record(source),
      secrets: record(source),
    },
    ['services'],
  ),
  patternProperties: { '^x-': {} },
};
