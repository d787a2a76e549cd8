import * as vscode from 'vscode';
import { printable } from '../../base/text.ts';
import type { Inside } from '../../model/namespace.ts';
import { InspectNamespace } from '../../protocol/protocol.ts';
import type { AgentClient } from '../agent-client/agent-client.ts';
import type { Detail } from '../document-lines.ts';
import { markdownWords } from '../escape.ts';
import type { Words } from '../row.ts';
import { text } from '../ui.ts';
import { namespaceDetails, processDetails } from './details.ts';
import { hostFact } from './host-facts.ts';
import type { Node } from './nodes.ts';
import { kindName } from './row.ts';
import { rowOf } from './rows.ts';
import type { TooltipProvider } from './view.ts';

/** What a tooltip needs of the agent. */
type Asked = Pick<AgentClient, 'request'>;

/** Tooltips that look inside a namespace when they are asked for. */
export function tooltips(agent: Asked): TooltipProvider {
  return async (node, tree) => {
    const ns = node.type === 'namespace' ? tree.index.namespace(node.namespace) : undefined;
    if (ns) return markdown(namespaceDetails(tree.index, ns, await inspect(agent, ns.id)));
    const process = node.type === 'process' ? tree.index.process(node.process) : undefined;
    if (process) return markdown(processDetails(tree.index, process));
    const row = rowOf(tree, node);
    return plain([factName(node, tree.index.snapshot.host), ...row.spoken]);
  };
}

function factName(node: Node, host: Parameters<typeof hostFact>[0]): Words {
  if (node.type === 'kind') return kindName(node.kind);
  return (node.type === 'fact' && hostFact(host, node.fact)?.name) || '';
}

/** What is inside now; undefined when it cannot be told: the row's own knowledge does then. */
async function inspect(agent: Asked, namespace: string): Promise<Inside | undefined> {
  try {
    return await agent.request(InspectNamespace, { namespace });
  } catch {
    return undefined;
  }
}

function shown(value: Words): string {
  return typeof value === 'string' ? printable(value, 500) : text(value);
}

/** Details one below the other. */
function markdown(details: readonly Detail[]): vscode.MarkdownString {
  const result = new vscode.MarkdownString('', false);
  for (const [name, value] of details) {
    result.appendMarkdown('**').appendText(text(name)).appendMarkdown('** ');
    append(result, shown(value)).appendMarkdown('  \n');
  }
  return result;
}

function plain(lines: readonly Words[]): vscode.MarkdownString {
  return append(new vscode.MarkdownString('', false), [...new Set(lines.map(shown).filter(Boolean))].join(' · '));
}

/** System text goes in by `appendText` only: it stays text. */
function append(result: vscode.MarkdownString, line: string): vscode.MarkdownString {
  markdownWords(line).forEach((word, at) => result.appendMarkdown(at > 0 ? ' ' : '').appendText(word));
  return result;
}
