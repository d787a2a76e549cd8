import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../../../src/base/message.ts';
import { chooseEngine, type EngineFacts } from '../../../../../src/model/environment/engine/choose.ts';
import type { SpecContainer } from '../../../../../src/model/spec/spec.ts';
import { newKinds, SIMPLE } from '../../../../support/spec-containers.ts';

const ROOTED: SpecContainer = { ...SIMPLE, name: 'web', root: { kind: 'directory', path: '/srv/root', options: [] } };
const TIMED: SpecContainer = { ...ROOTED, name: 'late', namespaces: newKinds('mnt', 'time') };
const BOTH: EngineFacts = { runtimes: { runc: '1.2.4', crun: '1.21' }, cgroups: 'v2', rootless: false };

/** `oci runc`, `util-linux: why`, `none: why`. */
function chosen(
  containers: readonly SpecContainer[],
  facts: EngineFacts,
  wanted: 'auto' | 'oci' | 'util-linux' = 'auto',
) {
  const choice = chooseEngine(containers, facts, wanted);
  const runtime = choice.engine !== undefined && choice.runtime ? ` ${choice.runtime}` : '';
  return `${choice.engine ?? 'none'}${runtime}${choice.because ? `: ${formatMessage(choice.because)}` : ''}`;
}

describe('the engine', () => {
  it('is an OCI runtime where containers have root directories', () => {
    assert.equal(chosen([SIMPLE, ROOTED], BOTH), 'oci runc');
    assert.equal(chosen([ROOTED], { ...BOTH, runtimes: { crun: '1.21' } }), 'oci crun');
    assert.equal(chosen([SIMPLE], BOTH), 'util-linux');
    assert.equal(chosen([ROOTED], BOTH, 'util-linux'), 'util-linux');
  });

  it('is util-linux where no runtime can make them, and that is told', () => {
    const none = 'There is no OCI runtime on this host: neither runc nor crun.';
    assert.equal(chosen([ROOTED], { ...BOTH, runtimes: {} }), `util-linux: ${none}`);
    assert.equal(chosen([ROOTED], { ...BOTH, runtimes: {} }, 'oci'), `none: ${none}`);
    const old = { ...BOTH, runtimes: { runc: '1.1.5' } };
    assert.equal(chosen([ROOTED, TIMED], old), 'util-linux: runc 1.1.5 cannot make the time namespace of late.');
    assert.equal(chosen([TIMED], BOTH), 'oci runc');
    const hybrid = { ...BOTH, runtimes: { crun: '1.8.1' }, cgroups: 'hybrid' } as const;
    assert.equal(chosen([ROOTED], hybrid), 'util-linux: crun refuses hybrid cgroups, which this host has.');
    assert.equal(chosen([ROOTED], hybrid, 'oci'), 'oci crun');
    assert.equal(chosen([ROOTED], { ...BOTH, rootless: true }), 'util-linux: Without root crun is not used.');
    const bare = { ...ROOTED, mounts: [] };
    assert.equal(chosen([bare], old), 'util-linux: runc needs /proc inside, which web does not mount.');
  });

  it('is none where what is wanted cannot be had', () => {
    const without = { ...BOTH, runtimes: {} };
    const filtered: SpecContainer = { ...ROOTED, seccomp: { kind: 'profile', name: 'default' } };
    assert.equal(chosen([filtered], without), 'none: Only an OCI runtime filters the system calls of web.');
    assert.equal(chosen([filtered], BOTH), 'oci runc');
    assert.equal(
      chosen([{ ...filtered, root: { kind: 'host' } }], BOTH),
      'none: Only an OCI runtime filters the system calls of web.',
    );
    const odd = { ...ROOTED, env: { 'a.b': '1' } };
    assert.match(chosen([odd], without), /^none: Only an OCI runtime can set the variable a\.b/);
    const parts: SpecContainer = { ...TIMED, clocks: { monotonic: 1_500_000 } };
    assert.match(chosen([parts], without), /^none: .* by parts of a second\.$/);
    const homeless = { ...ROOTED, namespaces: newKinds('pid') };
    assert.match(chosen([homeless], without), /^none: web has a root directory, but no mount namespace\.$/);
    const joined: SpecContainer = { ...ROOTED, namespaces: { ...newKinds(), mnt: { kind: 'path', path: '/x' } } };
    assert.match(chosen([joined], without), /^none: Only an OCI runtime lets web join a mount namespace\.$/);
  });
});
