import type { Job } from '@genie-helper/client';
import { StateBadge } from '../shared/state-badge.tsx';
import { jobStatusWords } from './job-labels.ts';

export function JobStatusBadge({ status }: { status: Job['status'] }) {
  const { word, color } = jobStatusWords[status];
  return <StateBadge color={color}>{word}</StateBadge>;
}
