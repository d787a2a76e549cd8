import assert from 'node:assert/strict';
import { ipAddressJson, ipNeighbourJson, ipRouteJson, ipRuleJson } from '../../src/model/network/ip-json.ts';
import type { Netns } from './netns.ts';

/** Links get addresses by themselves a while after they came up: then both are read again. */
const TRIES = 20;

/** No link, address, route, rule or neighbour is missing or invented: ours are those that ip(8) shows, in its words. */
export function assertAsIp(netns: Netns): void {
  for (let left = TRIES; ; left--) {
    try {
      assertSame(netns);
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

function assertSame(netns: Netns): void {
  const network = netns.read();
  const both = (line: string) => [...netns.json(`-4 ${line}`), ...netns.json(`-6 ${line}`)];
  assertAlike(ipAddressJson(network), netns.json('-d addr'));
  assertAlike(ipRouteJson(network), both('route show table all'));
  assertAlike(ipRuleJson(network), both('rule'));
  assertAlike(ipNeighbourJson(network), netns.json('neigh show'));
}

/** Only the fields that ours have too, so that what iproute2 tells beyond is no difference. */
export function assertAlike(
  ours: readonly Record<string, unknown>[],
  theirs: readonly Record<string, unknown>[],
): void {
  assert.deepEqual(
    ours,
    theirs.map((their, at) => pick(their, ours[at] ?? {})),
  );
}

function pick(from: Record<string, unknown>, like: object): Record<string, unknown> {
  const entries = Object.entries(like).map(([key, value]): [string, unknown] => {
    const other = from[key];
    if (Array.isArray(value) && Array.isArray(other)) return [key, other.map((item, at) => nested(item, value[at]))];
    return [key, nested(other, value)];
  });
  return Object.fromEntries(entries);
}

function nested(item: unknown, like: unknown): unknown {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject(item) && isObject(like) ? pick(item as Record<string, unknown>, like as object) : item;
}
