import { type ResolvedSpec, SPEC_VERSION } from '../../model/spec/spec.ts';
import type { Spec } from '../generated/ast.ts';
import { environmentName } from '../hidden-ends.ts';
import { SpecIndex } from '../spec-index.ts';
import { resolveCgroups } from './cgroups.ts';
import { resolveContainers } from './containers.ts';
import { resolveExpectations } from './expectations.ts';
import { resolveNetworks } from './networks.ts';
import { resolveWires } from './wires.ts';

/** What a file means. It must be without errors: what is wrong in it is left out here. */
export function resolveSpec(spec: Spec): ResolvedSpec {
  const index = SpecIndex.of(spec);
  return {
    version: SPEC_VERSION,
    environment: environmentName(index),
    cgroups: resolveCgroups(index),
    wires: resolveWires(index),
    networks: resolveNetworks(index),
    containers: resolveContainers(index),
    expectations: resolveExpectations(index),
  };
}
