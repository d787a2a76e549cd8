import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-protocol';
import { accept } from '../../../support/completing.ts';
import { TestLanguage } from '../../../support/language.ts';

/** Every statement of the language, with values. */
const STATEMENTS: readonly string[] = [
  'environment e',
  'bridge b in n { address 10.0.0.1/24 mtu 1500 stp on vlan_filtering on port eth9 vlan 3 tagged }',
  'vxlan x { id 4 local 10.9.0.1 remote 10.9.0.2 port 4789 mtu 1450 }',
  'macvlan m parent eth0 mode bridge { mtu 1500 }',
  'ipvlan i parent eth0 mode l2',
  'vlan v parent eth0 id 4',
  'veth c { netem [delay=10ms, loss=1%] }',
  'netns n { interface e on b { address 10.0.0.2/24 gateway 10.0.0.1 mac 02:00:00:00:00:01 peer p vlan 4 } }',
  'netns r { interface e on c route 10.5.0.0/16 via 10.0.0.1 dev e dns 1.1.1.1 }',
  'host { publish 80 to k port 80 nat from 10.0.0.0/24 via default sysctl net.ipv4.ip_forward = 1 }',
  'cgroup g { memory.max = 10M cpu.max = 50% io.weight = 100 cpuset.cpus = 0 cpu.idle = 1 }',
  'cgroup h in g { cpuset.cpus.partition = root hugetlb.2MB.max = 2M io.latency = 8:0 target=5ms }',
  'profile q { capabilities default mount bind ./a at /b [ro, nosuid] mount tmpfs at /tmp [noexec] }',
  'container k { use q rootfs host namespaces [pid, mnt, net, user] hostname k workdir / user 0:0 cgroup h }',
  'container l { map ids 0 to host 100000 count 5 clock boottime +7d no_new_privs on env PATH = "/bin" }',
  'container o { limits { pids.max = 5 } rlimit nofile 5 6 after k device /dev/null rw oom_score_adj 5 }',
  'container z { join net of n seccomp default capabilities [CAP_CHOWN, CAP_KILL] command ["a"] image "a" }',
];
const TEXT = STATEMENTS.join('\n');

/** Beginnings of words, with where they end. */
function words(text: string): [from: number, to: number][] {
  return [...text.matchAll(/(?<=[\s{[,])[^\s{}[\],="]+/g)].map(({ index, 0: word }) => [index, index + word.length]);
}

const language = new TestLanguage();
const { lsp, validation } = language.cspec;

async function unreadable(text: string): Promise<readonly string[]> {
  const document = await language.open(text, '/after.cspec');
  const found = validation.DocumentValidator.findings(document).filter(({ isSyntax }) => isSyntax);
  language.close(document);
  return found.map(({ message }) => message.text);
}

async function proposalsAt(text: string, offset: number): Promise<readonly CompletionItem[]> {
  const document = await language.open(text, '/before.cspec');
  const position = document.textDocument.positionAt(offset);
  const list = await lsp.CompletionProvider?.getCompletion(document, { textDocument: document.textDocument, position });
  language.close(document);
  return list?.items ?? [];
}

describe('what is proposed in the place of a word', () => {
  it('can be read there', async () => {
    assert.deepEqual(await unreadable(TEXT), []);
    let tried = 0;
    for (const [from, to] of words(TEXT)) {
      const marked = `${TEXT.slice(0, from)}|${TEXT.slice(to)}`;
      for (const item of await proposalsAt(marked.replace('|', ''), from)) {
        // Words and snippets go on: what follows is for another word.
        if (item.kind === CompletionItemKind.Keyword || item.insertTextFormat === InsertTextFormat.Snippet) continue;
        const text = accept(marked, item).replace('|', '');
        if (/[=\s]$/.test(item.textEdit?.newText ?? '')) continue;
        assert.deepEqual(
          await unreadable(text),
          [],
          `${item.label} in ${marked.slice(Math.max(0, from - 40), from + 20)}`,
        );
        tried++;
      }
    }
    assert.ok(tried > 150, `${tried}`);
  });
});
