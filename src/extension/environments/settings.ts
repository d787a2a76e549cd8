import * as vscode from 'vscode';
import type { EngineName } from '../../model/environment/launch.ts';
import type { ResolvedSpec } from '../../model/spec/spec.ts';
import type { Declared } from '../../protocol/environment.ts';
import type { SpecFile } from './entry.ts';

export interface EnvironmentSettings {
  /** What makes containers. */
  readonly engine: EngineName | 'auto';
  /** So long a container may take to end by itself, in milliseconds. */
  readonly graceMs: number;
}

const ENGINES: readonly EnvironmentSettings['engine'][] = ['auto', 'util-linux', 'oci'];
const GRACE_SECONDS = 10;
const MOST_GRACE_SECONDS = 3600;

/** As people have set them; what is not of their form counts as not set. */
export function environmentSettings(): EnvironmentSettings {
  const settings = vscode.workspace.getConfiguration('isolens.environment');
  const engine = ENGINES.find((name) => name === settings.get('engine')) ?? 'auto';
  const grace = settings.get<unknown>('grace');
  const isSeconds = typeof grace === 'number' && grace >= 0 && grace <= MOST_GRACE_SECONDS;
  return { engine, graceMs: (isSeconds ? grace : GRACE_SECONDS) * 1000 };
}

/** What a file declares, to be made as people have set it. `restart`: containers that have ended are made anew. */
export function declaredBy(file: SpecFile, spec: ResolvedSpec, restart = false): Declared {
  return { spec, file: file.path, engine: environmentSettings().engine, restart };
}
