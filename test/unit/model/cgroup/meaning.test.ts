import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatMessage } from '../../../../src/base/message.ts';
import { groupMeaning } from '../../../../src/model/cgroup/meaning.ts';

const ID = '3f2a1b9c0d1e'.padEnd(64, '0');
const POD = '0f1e2d3c_1111_2222_3333_444455556666';

/** Path, and what it means. */
const CASES: readonly (readonly [string, string | undefined])[] = [
  ['/', undefined],
  ['/small', undefined],
  ['/system.slice', 'slice: services of the system'],
  ['/system.slice/ssh.service', 'service: systemd service'],
  ['/system.slice/ssh.service/inner', undefined],
  ['/init.scope', 'service: the service manager itself'],
  ['/user.slice/user-1000.slice', 'user: everything of user 1000'],
  ['/user.slice/user-1000.slice/user@1000.service', 'user: service manager of user 1000'],
  ['/user.slice/user-1000.slice/user@1000.service/app.slice/run-1.scope', 'scope: systemd scope'],
  ['/user.slice/user-1000.slice/session-c2.scope', 'session: login session c2'],
  ['/docker', 'runtime: Docker containers'],
  [`/docker/${ID}`, 'container: container 3f2a1b9c0d1e (docker)'],
  [`/docker/${ID}/init.scope`, 'service: the service manager itself'],
  [`/docker/${ID}/work`, undefined],
  [`/system.slice/docker-${ID}.scope`, 'container: container 3f2a1b9c0d1e (docker)'],
  [`/machine.slice/libpod-${ID}.scope`, 'container: container 3f2a1b9c0d1e (podman)'],
  [`/machine.slice/libpod-conmon-${ID}.scope`, 'runtime: monitor of a podman container'],
  ['/machine.slice/machine-web.scope', 'machine: machine web (systemd-nspawn)'],
  ['/kubepods.slice', 'runtime: Kubernetes pods'],
  ['/kubepods.slice/kubepods-burstable.slice', 'runtime: Kubernetes pods of class burstable'],
  [
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD}.slice`,
    'pod: Kubernetes pod 0f1e2d3c-1111-2222-3333-444455556666',
  ],
  [
    `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD}.slice/cri-containerd-${ID}.scope`,
    'container: container 3f2a1b9c0d1e (kubernetes)',
  ],
  ['/kubepods/besteffort', 'runtime: Kubernetes pods of class besteffort'],
];

describe('what a group stands for', () => {
  for (const [path, expected] of CASES) {
    it(path, () => {
      const meaning = groupMeaning(path);
      assert.equal(meaning && `${meaning.kind}: ${formatMessage(meaning.words)}`, expected);
    });
  }

  it('has the name that a person gave to a container', () => {
    const id = `docker:${ID}`;
    const named = {
      id,
      runtime: 'docker',
      nativeId: ID,
      name: 'web',
      category: 'container',
      evidence: 'cgroup',
    } as const;
    const meaning = groupMeaning(`/docker/${ID}`, { [id]: named });
    assert.equal(meaning && formatMessage(meaning.words), 'container web (docker)');
  });
});
