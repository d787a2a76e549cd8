import type { HostFacts, HostLink, HostRoute, Made } from './host-facts.ts';

/** Gives what a value says, or undefined when it is not of the form. */
type Reader<T> = (value: unknown) => T | undefined;
type Readers<T> = { readonly [K in keyof T]-?: Reader<NonNullable<T[K]>> };

const LONGEST_TEXT = 4096;
const LONGEST_LIST = 10_000;

const text: Reader<string> = (value) => (typeof value === 'string' && value.length <= LONGEST_TEXT ? value : undefined);
const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const count: Reader<number> = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;

function word<T extends string>(...words: readonly T[]): Reader<T> {
  return (value) => words.find((each) => each === value);
}

/** Of a list everything must be of the form: a part of it could be taken for all there is. */
function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > LONGEST_LIST) return undefined;
    const items = value.flatMap((item) => read(item) ?? []);
    return items.length === value.length ? items : undefined;
  };
}

/** Fields that are of the form. */
function parts<T>(readers: Readers<T>, value: unknown): Partial<T> {
  if (typeof value !== 'object' || value === null) return {};
  const given = value as Readonly<Record<string, unknown>>;
  const read = Object.entries<Reader<unknown>>(readers).flatMap(([name, reader]) => {
    const found = Object.hasOwn(given, name) ? reader(given[name]) : undefined;
    return found === undefined ? [] : [[name, found]];
  });
  return Object.fromEntries(read) as Partial<T>;
}

/** All fields or nothing; those of `others` may be absent. */
function whole<T, O = unknown>(readers: Readers<T>, others?: Readers<O>): Reader<T & Partial<O>> {
  return (value) => {
    const found = parts(readers, value);
    if (Object.keys(found).length < Object.keys(readers).length) return undefined;
    return { ...(found as T), ...(others && parts(others, value)) };
  };
}

type Part<K extends keyof HostFacts> = NonNullable<HostFacts[K]>;
type Item<K extends keyof HostFacts> = Part<K> extends readonly (infer T)[] ? T : never;

const version = (value: unknown) => (value === null ? null : text(value));
const TOOLS = { unshare: version, ip: version, nft: version, runc: version, crun: version, newuidmap: version };

const MADE: Readers<Made> = { environment: text };

const FACTS: Readers<HostFacts> = {
  cpus: list(count),
  memoryNodes: list(count),
  cgroups: whole<Part<'cgroups'>>({ mode: word('v1', 'v2', 'hybrid'), controllers: list(text) }),
  memory: count,
  swap: count,
  hugepageSizes: list(text),
  links: list(whole<Omit<HostLink, keyof Made>, Made>({ name: text, kind: text, wireless: flag }, MADE)),
  routes: list(whole<Omit<HostRoute, keyof Made>, Made>({ to: text }, MADE)),
  linkKinds: list(text),
  listening: list(whole<Item<'listening'>>({ protocol: word('tcp', 'udp'), port: count })),
  blockDevices: list(whole<Item<'blockDevices'>>({ path: text, partition: flag })),
  subuids: list(whole<Item<'subuids'>>({ first: count, count })),
  rootless: flag,
  bootTime: count,
  kernel: text,
  lastCapability: count,
  tools: (value) => parts<Part<'tools'>>(TOOLS as Readers<Part<'tools'>>, value),
  machine: text,
};

/** What a message tells of a host; what is not of the form is not known. */
export function readHostFacts(value: unknown): HostFacts {
  return parts(FACTS, value);
}
