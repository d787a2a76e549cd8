import { message } from '../../src/base/message.ts';
import { printable } from '../../src/base/text.ts';
import type { Network } from '../../src/model/network/network.ts';
import { endpointText, type WireguardDevice, type WireguardPeer } from '../../src/model/network/wireguard.ts';
import type { Say } from '../panel/say.ts';
import { count } from '../panel/words.ts';

/** A row for each wireguard link itself, and below it one for each of its peers. */
export function wireguardRows(
  { links }: Network,
  devices: readonly WireguardDevice[] | undefined,
  say: Say,
): string[][] {
  return (devices ?? []).flatMap(({ index, publicKey, listenPort, peers, omitted }) => {
    const name = printable(links.find((link) => link.index === index)?.name ?? `#${index}`, 32);
    const key = publicKey === undefined ? say(message('no private key')) : keyText(publicKey);
    const own = [name, key, say(message('this end, port {0}', listenPort)), '', '', '', ''];
    const more = omitted === undefined ? [] : [[name, say(message('and {0} more', omitted)), '', '', '', '', '']];
    return [own, ...peers.map((peer) => [name, ...peerCells(peer, say)]), ...more];
  });
}

function keyText(key: string): string {
  return printable(key, 44);
}

function peerCells(peer: WireguardPeer, say: Say): string[] {
  const { publicKey, endpoint, allowedIps, latestHandshake, transferRx, transferTx } = peer;
  return [
    keyText(publicKey),
    endpoint ? endpointText(endpoint) : say(message('unknown')),
    printable(allowedIps.join(', '), 300),
    latestHandshake === undefined ? say(message('never')) : new Date(latestHandshake * 1000).toLocaleString(),
    count(transferRx),
    count(transferTx),
  ];
}
