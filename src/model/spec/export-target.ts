/** What a spec can be exported to beside a shell script and an OCI bundle, which lose nothing. */
export const EXPORT_TARGETS = ['compose', 'kubernetes'] as const;
export type ExportTarget = (typeof EXPORT_TARGETS)[number];

export const EXPORT_NAMES: Readonly<Record<ExportTarget, string>> = { compose: 'Compose', kubernetes: 'Kubernetes' };

/** Cgroup files for which a target has a field of its own; it loses all others. */
const KNOBS: Readonly<Record<ExportTarget, readonly string[]>> = {
  compose: [
    'memory.max',
    'memory.low',
    'memory.swap.max',
    'cpu.max',
    'cpu.weight',
    'cpuset.cpus',
    'pids.max',
    'io.max',
    'io.weight',
  ],
  kubernetes: ['memory.max', 'cpu.max', 'cpu.weight'],
};

export function keepsKnob(target: ExportTarget, key: string): boolean {
  return KNOBS[target].includes(key);
}

/** The word of a list that is one of the targets. */
export function isExportTarget(word: unknown): word is ExportTarget {
  return EXPORT_TARGETS.some((target) => target === word);
}
