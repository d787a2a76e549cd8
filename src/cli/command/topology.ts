import { NetworkInspector } from '../../agent/discover/network/inside/network-inspector.ts';
import { NetnsIds } from '../../agent/discover/network/netns-ids.ts';
import { readNetwork } from '../../agent/discover/network/network-reader.ts';
import { SyscallError } from '../../agent/kernel/errno.ts';
import { sceneOf, type Wiring } from '../../drawing/build-scene.ts';
import { dotText, mermaidText } from '../../drawing/mermaid.ts';
import { kernelName, type Namespace, type NamespaceId } from '../../model/namespace.ts';
import type { Network } from '../../model/network/network.ts';
import { placeOf } from '../../model/network/place.ts';
import { ipScript } from '../../model/network/script/ip-script.ts';
import { topologyJson } from '../../model/network/topology-json.ts';
import type { WireguardDevice } from '../../model/network/wireguard.ts';
import { type Wire, type WireEnd, wiresOf } from '../../model/network/wires.ts';
import type { Command, Output } from '../command.ts';
import { EXIT, usageError } from '../exit.ts';
import { findNamespace } from '../find.ts';
import { noteCompleteness, type Scan, scan } from '../scan.ts';
import { tableLines } from '../table.ts';

const FORMATS: Readonly<Record<string, (wiring: Wiring, output: Output, found: Scan) => unknown>> = {
  table: writeTable,
  json: writeJson,
  mermaid: (wiring, output) => output.write(mermaidText(sceneOf(wiring))),
  sh: ({ networks, wires, places }, output) => output.write(ipScript(networks, wires, places)),
  dot: (wiring, output) => output.write(dotText(sceneOf(wiring))),
  svg: async (wiring, output) => {
    const { drawSvg } = await import('../drawing/svg.ts');
    output.write(await drawSvg(sceneOf(wiring)));
  },
};

export const command: Command = {
  usage: 'topology [--format FORMAT] [--netns NAME…]',
  summary: 'Tells how network namespaces are wired: links, addresses, routes, neighbours.',
  help: `  -f, --format FORMAT  table (the default), json, mermaid, dot, svg or sh
  -n, --netns NAME     only these namespaces; may be repeated
  -J, --json           the same as --format json

json is {"namespaces": [{"ns", "name", "links", "routes", "rules", "neigh"}], "wires": [{"relation", "kind", "a", "b"}]},
with links, routes, rules and neighbours as \`ip -j\` has them, peers of wireguard in info_data with the names of \`wg show\`; an end of a wire is {"ns", "name", "link"}, null in a namespace that cannot be seen.
sh is a script that makes these namespaces, their links, addresses and routes with ip(8).`,
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
    await write(wiringOf(found, chosen(found, names), output), output, found);
    noteCompleteness(found.snapshot, output);
    return EXIT.ok;
  },
};

function chosen({ snapshot }: Scan, names: readonly string[]): Namespace[] {
  if (names.length > 0) return names.map((name) => findNamespace(snapshot, name)).filter(({ kind }) => kind === 'net');
  const all = Object.values(snapshot.namespaces).filter(({ kind }) => kind === 'net');
  return all.toSorted((a, b) => Number(b.initial) - Number(a.initial) || a.inode - b.inode);
}

function wiringOf({ discovery, snapshot }: Scan, namespaces: readonly Namespace[], output: Output): Wiring {
  const networks = namespaces.flatMap((namespace) => {
    const { id } = namespace;
    const read = () => discovery.withNamespace(id, (fd) => readNetwork(id, fd));
    return readOrNote(read, namespace, output) ?? [];
  });
  return {
    networks,
    wires: wiresOf(networks, new NetnsIds(discovery).of),
    places: new Map(namespaces.map((namespace) => [namespace.id, placeOf(namespace, snapshot)])),
  };
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

async function writeJson({ networks, wires, places }: Wiring, output: Output, { discovery }: Scan): Promise<void> {
  const wireguard = new Map<NamespaceId, readonly WireguardDevice[]>();
  const inspector = new NetworkInspector(discovery);
  try {
    for (const network of networks.filter(({ links }) => links.some(({ kind }) => kind === 'wireguard'))) {
      const devices = await inspector.wireguard(network).catch((error: unknown) => {
        if (!(error instanceof SyscallError)) throw error;
        output.note(`${network.namespace}: wireguard cannot be read: ${error.errno}`);
      });
      if (devices) wireguard.set(network.namespace, devices);
    }
  } finally {
    inspector.dispose();
  }
  output.write(`${JSON.stringify(topologyJson(networks, wires, places, wireguard), undefined, 2)}\n`);
}

const COLUMNS = [
  { title: 'NETNS' },
  { title: 'LINK' },
  { title: 'KIND' },
  { title: 'STATE' },
  { title: 'ADDRESSES' },
  { title: 'WIRED TO' },
];

function writeTable({ networks, wires, places }: Wiring, output: Output): void {
  const calledBy = (namespace: NamespaceId) => places.get(namespace)?.title ?? namespace;
  const endText = ({ namespace, link }: WireEnd) => `${calledBy(namespace)}/${link}`;
  const rows = networks.flatMap(({ namespace, links, addresses }) =>
    links.map(({ name, index, kind, linkType, operstate }) => {
      const texts = addresses
        .filter((each) => each.index === index)
        .map(({ local, prefixLength }) => `${local}/${prefixLength}`);
      const ends = endsOf({ namespace, index }, wires).map((end) => (end ? endText(end) : 'elsewhere'));
      return [calledBy(namespace), name, kind ?? linkType, operstate, texts.join(' '), ends.join(' ')];
    }),
  );
  for (const line of tableLines(COLUMNS, rows, { columns: output.columns })) output.write(`${line}\n`);
}

/** The other ends of the wires of a link; undefined for one that cannot be seen. */
function endsOf(link: Pick<WireEnd, 'namespace' | 'index'>, wires: readonly Wire[]): (WireEnd | undefined)[] {
  const isIt = (end: WireEnd | undefined) => end?.namespace === link.namespace && end.index === link.index;
  return wires.flatMap(({ a, b }) => (isIt(a) ? [b] : isIt(b) ? [a] : []));
}
