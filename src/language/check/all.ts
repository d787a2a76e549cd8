// Made by scripts/checks.mjs from the files beside it.
import { a01 } from './a01-no-address.ts';
import { a02 } from './a02-prefix-length.ts';
import { a03 } from './a03-duplicate-address.ts';
import { a04 } from './a04-address-elsewhere.ts';
import { a05 } from './a05-outside-subnet.ts';
import { a06 } from './a06-network-address.ts';
import { a07 } from './a07-broadcast-address.ts';
import { a08 } from './a08-special-address.ts';
import { a09 } from './a09-overlapping-subnets.ts';
import { a10 } from './a10-host-route.ts';
import { a11 } from './a11-prefix-differs.ts';
import { a12 } from './a12-small-mtu.ts';
import { a13 } from './a13-subnet-too-small.ts';
import { c01 } from './c01-unknown-namespace.ts';
import { c02 } from './c02-namespace-twice.ts';
import { c03 } from './c03-pid-without-proc.ts';
import { c04 } from './c04-hostname-of-host.ts';
import { c05 } from './c05-clock.ts';
import { c06 } from './c06-time-without-offset.ts';
import { c07 } from './c07-cgroup-namespace.ts';
import { c08 } from './c08-user-map.ts';
import { c09 } from './c09-id-map.ts';
import { c10 } from './c10-subordinate-ids.ts';
import { c11 } from './c11-user-not-mapped.ts';
import { c12 } from './c12-root-file-system.ts';
import { c13 } from './c13-root-outside.ts';
import { c14 } from './c14-command-not-found.ts';
import { c15 } from './c15-relative-command.ts';
import { c16 } from './c16-mount-target.ts';
import { c17 } from './c17-bind-source.ts';
import { c18 } from './c18-mount-kind.ts';
import { c19 } from './c19-mount-on-host.ts';
import { c20 } from './c20-capability.ts';
import { c21 } from './c21-dangerous-capabilities.ts';
import { c22 } from './c22-rootfs.ts';
import { c23 } from './c23-no-namespace.ts';
import { c24 } from './c24-environment.ts';
import { c25 } from './c25-join-target.ts';
import { c26 } from './c26-foreign-net.ts';
import { c27 } from './c27-rlimit.ts';
import { c28 } from './c28-sysctl.ts';
import { c29 } from './c29-device.ts';
import type { Check } from './check.ts';
import { e01 } from './e01-wrong-subject.ts';
import { e02 } from './e02-nobody-there.ts';
import { e03 } from './e03-no-port.ts';
import { e04 } from './e04-no-memory-limit.ts';
import { e05 } from './e05-reaches-itself.ts';
import { e06 } from './e06-expected-twice.ts';
import { e07 } from './e07-process-count.ts';
import { e08 } from './e08-exit-status.ts';
import { e09 } from './e09-patience.ts';
import { e10 } from './e10-published-port.ts';
import { g01 } from './g01-unknown-file.ts';
import { g02 } from './g02-v1-file.ts';
import { g03 } from './g03-not-a-setting.ts';
import { g04 } from './g04-wrong-value.ts';
import { g05 } from './g05-cpu-quota.ts';
import { g06 } from './g06-memory-order.ts';
import { g07 } from './g07-above-parent.ts';
import { g08 } from './g08-memory-too-small.ts';
import { g09 } from './g09-swap.ts';
import { g10 } from './g10-no-fork.ts';
import { g11 } from './g11-cpus.ts';
import { g12 } from './g12-mems.ts';
import { g13 } from './g13-not-available.ts';
import { g14 } from './g14-two-weights.ts';
import { g15 } from './g15-wrong-unit.ts';
import { g16 } from './g16-io-device.ts';
import { g17 } from './g17-lonely-weight.ts';
import { g18 } from './g18-shared-limit.ts';
import { g19 } from './g19-hugepage-size.ts';
import { i01 } from './i01-long-interface-name.ts';
import { i02 } from './i02-reserved-interface-name.ts';
import { i03 } from './i03-interface-twice.ts';
import { i04 } from './i04-hidden-end-collides.ts';
import { i05 } from './i05-mtu.ts';
import { i06 } from './i06-cable-ends.ts';
import { i07 } from './i07-cable-in-one-place.ts';
import { i08 } from './i08-vlan.ts';
import { i09 } from './i09-vxlan.ts';
import { i10 } from './i10-mac.ts';
import { i11 } from './i11-parent-link.ts';
import { i12 } from './i12-link-kind.ts';
import { i13 } from './i13-interface-without-net.ts';
import { i14 } from './i14-publish.ts';
import { i15 } from './i15-nat.ts';
import { n01 } from './n01-declared-twice.ts';
import { n02 } from './n02-not-declared.ts';
import { n03 } from './n03-wrong-kind.ts';
import { n04 } from './n04-unusable-name.ts';
import { n05 } from './n05-unused.ts';
import { n06 } from './n06-reserved-word.ts';
import { n07 } from './n07-cycle.ts';
import { n08 } from './n08-stands-twice.ts';
import { n09 } from './n09-unknown-word.ts';
import { r01 } from './r01-unreachable-gateway.ts';
import { r02 } from './r02-own-gateway.ts';
import { r03 } from './r03-nobody-is-gateway.ts';
import { r04 } from './r04-gateway-does-not-forward.ts';
import { r05 } from './r05-two-default-routes.ts';
import { r06 } from './r06-useless-route.ts';
import { r07 } from './r07-host-bits.ts';
import { r08 } from './r08-no-way-back.ts';
import { x01 } from './x01-lost-in-export.ts';
import { x02 } from './x02-no-image.ts';
import { x03 } from './x03-old-engine.ts';

/** Every check of the language, by code. */
export const CHECKS: readonly Check[] = [
  a01,
  a02,
  a03,
  a04,
  a05,
  a06,
  a07,
  a08,
  a09,
  a10,
  a11,
  a12,
  a13,
  c01,
  c02,
  c03,
  c04,
  c05,
  c06,
  c07,
  c08,
  c09,
  c10,
  c11,
  c12,
  c13,
  c14,
  c15,
  c16,
  c17,
  c18,
  c19,
  c20,
  c21,
  c22,
  c23,
  c24,
  c25,
  c26,
  c27,
  c28,
  c29,
  e01,
  e02,
  e03,
  e04,
  e05,
  e06,
  e07,
  e08,
  e09,
  e10,
  g01,
  g02,
  g03,
  g04,
  g05,
  g06,
  g07,
  g08,
  g09,
  g10,
  g11,
  g12,
  g13,
  g14,
  g15,
  g16,
  g17,
  g18,
  g19,
  i01,
  i02,
  i03,
  i04,
  i05,
  i06,
  i07,
  i08,
  i09,
  i10,
  i11,
  i12,
  i13,
  i14,
  i15,
  n01,
  n02,
  n03,
  n04,
  n05,
  n06,
  n07,
  n08,
  n09,
  r01,
  r02,
  r03,
  r04,
  r05,
  r06,
  r07,
  r08,
  x01,
  x02,
  x03,
];
