import { SyscallError } from '../../agent/kernel/errno.ts';
import { printable } from '../../base/text.ts';
import { kernelName, type Namespace } from '../../model/namespace.ts';
import { ipAddressJson, ipNeighbourJson, ipRouteJson } from '../../model/network/ip-json.ts';
import type { Network } from '../../model/network/network.ts';
import { type Wire, type WireEnd, wiresOf } from '../../model/network/wires.ts';
import type { Command, Output } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { findNamespace } from '../find.ts';
import { noteCompleteness, type Scan, scan } from '../scan.ts';
import { tableLines } from '../table.ts';

/** A network namespace with what is in it. */
interface Place {
  readonly namespace: Namespace;
  readonly network: Network;
}

interface Topology {
  readonly places: readonly Place[];
  readonly wires: readonly Wire[];
}

const FORMATS: Readonly<Record<string, (topology: Topology, output: Output) => void>> = {
  table: writeTable,
  json: writeJson,
  mermaid: writeMermaid,
  dot: writeDot,
};

export const command: Command = {
  usage: 'topology [--format FORMAT] [--netns NAME…]',
  summary: 'Tells how network namespaces are wired: links, addresses, routes, neighbours.',
  help: `  -f, --format FORMAT  table (the default), json, mermaid or dot
  -n, --netns NAME     only these namespaces; may be repeated
  -J, --json           the same as --format json

json is {"namespaces": [{"ns", "name", "links", "routes", "neigh"}], "wires": [{"kind", "a", "b"}]}, with links, routes and
neighbours as \`ip -j\` has them; an end of a wire is {"ns", "name", "link"}, null in a namespace that cannot be seen.`,
  options: {
    format: { type: 'string', short: 'f', default: 'table' },
    netns: { type: 'string', short: 'n', multiple: true },
    json: { type: 'boolean', short: 'J' },
  },
  async run(values, operands, output) {
    const format = values['json'] === true ? 'json' : String(values['format']);
    const write = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
    if (operands[0] !== undefined) throw usageError(`unexpected operand: ${operands[0]}`);
    if (!write) throw usageError(`no such format: ${format}`, `Formats: ${Object.keys(FORMATS).join(', ')}.`);
    const found = await scan({ inside: false });
    const names = Array.isArray(values['netns']) ? values['netns'].map(String) : [];
    write(topologyOf(found, chosen(found, names), output), output);
    noteCompleteness(found.snapshot, output);
    return EXIT.ok;
  },
};

function chosen({ snapshot }: Scan, names: readonly string[]): Namespace[] {
  if (names.length > 0) return names.map((name) => findNamespace(snapshot, name)).filter(({ kind }) => kind === 'net');
  const all = Object.values(snapshot.namespaces).filter(({ kind }) => kind === 'net');
  return all.toSorted((a, b) => Number(b.initial) - Number(a.initial) || a.inode - b.inode);
}

function topologyOf({ discovery }: Scan, namespaces: readonly Namespace[], output: Output): Topology {
  const places = namespaces.flatMap((namespace): Place[] => {
    const network = readOrNote(() => discovery.network(namespace.id), namespace, output);
    return network ? [{ namespace, network }] : [];
  });
  const networks = places.map(({ network }) => network);
  return { places, wires: wiresOf(networks, (from, to) => discovery.netnsIdFrom(from.namespace, to.namespace)) };
}

function readOrNote(read: () => Network | undefined, namespace: Namespace, output: Output): Network | undefined {
  try {
    const found = read();
    if (!found) output.note(`${kernelName(namespace)} cannot be opened`);
    return found;
  } catch (error) {
    if (!(error instanceof SyscallError)) throw error;
    output.note(`${kernelName(namespace)} cannot be entered: ${error.errno}`);
    return undefined;
  }
}

function calledBy({ namespace }: Place): string {
  return namespace.name ?? (namespace.initial ? 'host' : kernelName(namespace));
}

function writeJson({ places, wires }: Topology, output: Output): void {
  const end = (of: WireEnd | undefined) => {
    const place = of && places.find(({ namespace }) => namespace.id === of.namespace);
    return place ? { ns: place.namespace.inode, name: place.namespace.name ?? null, link: of.link } : null;
  };
  const namespaces = places.map(({ namespace, network }) => ({
    ns: namespace.inode,
    name: namespace.name ?? null,
    links: ipAddressJson(network),
    routes: ipRouteJson(network),
    neigh: ipNeighbourJson(network),
  }));
  const ends = wires.map(({ kind, a, b }) => ({ kind, a: end(a), b: end(b) }));
  output.write(`${JSON.stringify({ namespaces, wires: ends }, undefined, 2)}\n`);
}

const COLUMNS = [
  { title: 'NETNS' },
  { title: 'LINK' },
  { title: 'KIND' },
  { title: 'STATE' },
  { title: 'ADDRESSES' },
  { title: 'WIRED TO' },
];

function writeTable({ places, wires }: Topology, output: Output): void {
  const rows = places.flatMap((place) =>
    place.network.links.map(({ name, index, kind, linkType, operstate }) => {
      const addresses = place.network.addresses.filter((each) => each.index === index);
      const texts = addresses.map(({ local, prefixLength }) => `${local}/${prefixLength}`);
      const other = otherEnd(place, name, wires);
      return [calledBy(place), name, kind ?? linkType, operstate, texts.join(' '), other ? endText(other, places) : ''];
    }),
  );
  for (const line of tableLines(COLUMNS, rows, { columns: output.columns })) output.write(`${line}\n`);
}

function otherEnd({ namespace }: Place, link: string, wires: readonly Wire[]): WireEnd | 'elsewhere' | undefined {
  for (const { a, b } of wires) {
    if (a.namespace === namespace.id && a.link === link) return b ?? 'elsewhere';
    if (b?.namespace === namespace.id && b.link === link) return a;
  }
  return undefined;
}

function endText(end: WireEnd | 'elsewhere', places: readonly Place[]): string {
  if (end === 'elsewhere') return 'elsewhere';
  const place = places.find(({ namespace }) => namespace.id === end.namespace);
  return place ? `${calledBy(place)}/${end.link}` : end.link;
}

function writeMermaid({ places, wires }: Topology, output: Output): void {
  const quoted = (text: string) => `"${printable(text, 100).replace(/[#"<>]/g, (sign) => `#${sign.charCodeAt(0)};`)}"`;
  const lines = places.map((place, at) => `  n${at}[${quoted(calledBy(place))}]`);
  const all = edges(places, wires, (a, b, label) => `  n${a} ---|${quoted(label)}| n${b}`);
  output.write(['graph LR', ...lines, ...all, ''].join('\n'));
}

function writeDot({ places, wires }: Topology, output: Output): void {
  const quoted = (text: string) => `"${printable(text, 100).replace(/[\\"]/g, (sign) => `\\${sign}`)}"`;
  const lines = places.map((place, at) => `  n${at} [label=${quoted(calledBy(place))}];`);
  const all = edges(places, wires, (a, b, label) => `  n${a} -- n${b} [label=${quoted(label)}];`);
  output.write(['graph isolens {', '  node [shape=box];', ...lines, ...all, '}', ''].join('\n'));
}

function edges(
  places: readonly Place[],
  wires: readonly Wire[],
  draw: (a: number, b: number, label: string) => string,
): string[] {
  const at = (end: WireEnd) => places.findIndex(({ namespace }) => namespace.id === end.namespace);
  return wires.flatMap(({ a, b }) => (b ? [draw(at(a), at(b), `${a.link} – ${b.link}`)] : []));
}
