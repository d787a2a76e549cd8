import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { containerFromCgroups, containerFromMounts, containerLabel } from '../../../src/model/container.ts';

const ID = '3f2a1b9c0d1e'.padEnd(64, '0');
const POD = '0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0';

const CGROUPS: readonly { readonly what: string; readonly path: string; readonly id: string | undefined }[] = [
  { what: 'docker with systemd', path: `/system.slice/docker-${ID}.scope`, id: `docker:${ID}` },
  { what: 'docker with cgroupfs', path: `/docker/${ID}`, id: `docker:${ID}` },
  { what: 'podman', path: `/machine.slice/libpod-${ID}.scope/container`, id: `podman:${ID}` },
  {
    what: 'podman of a user',
    path: `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope`,
    id: `podman:${ID}`,
  },
  {
    what: 'containerd in a pod, systemd',
    path: `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${POD.replaceAll('-', '_')}.slice/cri-containerd-${ID}.scope`,
    id: `kubernetes:${ID}`,
  },
  { what: 'a pod, cgroupfs', path: `/kubepods/besteffort/pod${POD}/${ID}`, id: `kubernetes:${ID}` },
  { what: 'CRI-O', path: `/system.slice/crio-${ID}.scope`, id: `cri-o:${ID}` },
  { what: 'containerd', path: '/default/web.1', id: 'containerd:web.1' },
  { what: 'LXC', path: '/lxc.payload.web/system.slice/ssh.service', id: 'lxc:web' },
  { what: 'LXC, old', path: '/lxc/web/init.scope', id: 'lxc:web' },
  {
    what: 'systemd-nspawn',
    path: '/machine.slice/systemd-nspawn@web.service/payload/init.scope',
    id: 'systemd-nspawn:web',
  },
  { what: 'a machine', path: '/machine.slice/machine-my\\x2dweb.scope', id: 'systemd-nspawn:my-web' },
  { what: 'crun', path: '/user.slice/crun-box.scope', id: 'crun:box' },
  { what: 'a service', path: '/system.slice/ssh.service', id: 'systemd:ssh.service' },
  { what: 'a login', path: '/user.slice/user-1000.slice/session-2.scope', id: undefined },
  { what: 'nothing', path: '/', id: undefined },
];

describe('a container is recognised by its cgroup', () => {
  for (const { what, path, id } of CGROUPS) {
    it(what, () => {
      assert.equal(containerFromCgroups([{ hierarchy: 0, controllers: '', path }])?.id, id);
    });
  }

  it('before the systemd unit around it, whatever the order of hierarchies', () => {
    const groups = [
      { hierarchy: 2, controllers: 'name=systemd', path: '/system.slice/docker.service' },
      { hierarchy: 1, controllers: 'memory', path: `/docker/${ID}` },
    ];
    assert.equal(containerFromCgroups(groups)?.id, `docker:${ID}`);
  });

  it('with the uid of its pod', () => {
    assert.equal(
      containerFromCgroups([{ hierarchy: 0, controllers: '', path: `/kubepods/pod${POD}/${ID}` }])?.pod,
      POD,
    );
  });
});

describe('a container is recognised by its mounts', () => {
  const MOUNTS: readonly [string, string][] = [
    [`/var/lib/docker/containers/${ID}/hostname`, `docker:${ID}`],
    [`/overlay-containers/${ID}/userdata/hosts`, `podman:${ID}`],
    ['/run/systemd/nspawn/propagate/web', 'systemd-nspawn:web'],
  ];
  for (const [root, id] of MOUNTS) {
    it(id, () => {
      assert.equal(containerFromMounts([{ root: '/' }, { root }])?.id, id);
    });
  }
});

describe('a container is called', () => {
  it('by its name, else by the start of its id, with the runtime', () => {
    const container = { id: 'x', runtime: 'docker', nativeId: ID, category: 'container', evidence: 'cgroup' } as const;
    assert.equal(containerLabel(container), '3f2a1b9c0d1e (docker)');
    assert.equal(containerLabel({ ...container, name: 'web' }), 'web (docker)');
  });
});
