/** Where the API that `genie up` starts keeps checkpoints of the access log, from the folder of `.env`. */
export const usualCheckpointFile = 'data/audit-checkpoints.jsonl';
