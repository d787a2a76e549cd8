import { parseSize } from '../../../cgroup/size.ts';
import type { SpecContainer } from '../../../spec/spec.ts';
import type { OciRlimit } from './config.ts';

export function ociRlimits(rlimits: SpecContainer['rlimits']): readonly OciRlimit[] {
  return rlimits.map(({ name, soft, hard }) => ({
    type: `RLIMIT_${name.toUpperCase()}`,
    soft: valueOf(soft),
    hard: valueOf(hard),
  }));
}

function valueOf(text: string): OciRlimit['soft'] {
  return parseSize(text) ?? 'unlimited';
}
