import type { Dns } from '../../../../model/network/network-inside.ts';

/** Most of a resolv.conf(5) that is read, in bytes. */
export const MOST_RESOLV_CONF = 64 * 1024;
/** glibc reads no more than this of each. */
const MOST_WORDS = 64;

/** What resolv.conf(5) says; the last `search` or `domain` counts. */
export function parseResolvConf(path: string, text: string): Dns {
  let search: readonly string[] = [];
  const nameservers: string[] = [];
  const options: string[] = [];
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && words[0] !== undefined) nameservers.push(words[0]);
    else if (keyword === 'search' || keyword === 'domain') search = words;
    else if (keyword === 'options') options.push(...words);
  }
  const some = (words: readonly string[]) => words.slice(0, MOST_WORDS).map((word) => word.slice(0, 256));
  return { path, nameservers: some(nameservers), search: some(search), options: some(options) };
}
