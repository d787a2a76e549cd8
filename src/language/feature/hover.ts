import { type AstNode, CstUtils, GrammarAST, type LangiumDocument, type LeafCstNode, type MaybePromise } from 'langium';
import type { HoverProvider, LangiumServices } from 'langium/lsp';
import type { Hover, HoverParams } from 'vscode-languageserver-protocol';
import { type Message, message } from '../../base/message.ts';
import { type InterfaceFile, interfaceFile } from '../../model/cgroup/interface-file.ts';
import { expandSetting } from '../../model/cgroup/setting.ts';
import { formatSubnet } from '../../model/spec/address.ts';
import { capability } from '../../model/spec/capability.ts';
import type { Environment } from '../environment.ts';
import { isAddress, isCapabilities, isKnob, type Knob } from '../generated/ast.ts';
import { wordsOf } from '../knobs.ts';
import { addressesOf, isWire, type Named, SpecIndex } from '../spec-index.ts';
import { STATEMENT_DOCS } from '../statement-docs.ts';
import { rangeOf } from '../validator.ts';

/** Tells what a name, a cgroup file, an address or a capability is. Text of the file is shown as code. */
export class CspecHoverProvider implements HoverProvider {
  readonly #services: LangiumServices;
  readonly #environment: Pick<Environment, 'render'>;

  constructor(services: LangiumServices, environment: Pick<Environment, 'render'>) {
    this.#services = services;
    this.#environment = environment;
  }

  getHoverContent(document: LangiumDocument, { position }: HoverParams): MaybePromise<Hover | undefined> {
    const root = document.parseResult.value.$cstNode;
    const offset = document.textDocument.offsetAt(position);
    const leaf = root && CstUtils.findDeclarationNodeAtOffset(root, offset);
    if (!leaf) return undefined;
    const declared = this.#services.references.References.findDeclarations(leaf)[0];
    const lines = this.#lines(leaf, declared as Named | undefined);
    if (lines.length === 0) return undefined;
    return {
      contents: { kind: 'markdown', value: lines.join('\n\n') },
      range: rangeOf(document, leaf),
    };
  }

  #lines(leaf: LeafCstNode, declared: Named | undefined): string[] {
    if (GrammarAST.isKeyword(leaf.grammarSource) && /^[a-z]/.test(leaf.text)) return this.#keyword(leaf);
    return declared ? this.#named(declared) : this.#value(leaf.astNode, leaf.text);
  }

  /** What the statement is that the word belongs to. */
  #keyword({ astNode }: LeafCstNode): string[] {
    const known = STATEMENT_DOCS[astNode.$type];
    return known ? [code(known.form), this.#render(known.doc)] : [];
  }

  /** What it is, with the comment above it, and who is on it. */
  #named(node: Named): string[] {
    const comment = this.#services.documentation.CommentProvider.getComment(node);
    const head = code(`${node.$type.toLowerCase()} ${node.name}`);
    return [head, ...(comment === undefined ? [] : [escape(comment)]), ...this.#members(node)];
  }

  #members(node: Named): string[] {
    if (node.$type === 'Interface' || !isWire(node)) return [];
    const spec = SpecIndex.of(node);
    const ends = spec.endsOf(node).map(({ place, owner, addresses }) => {
      const texts = addresses.map(({ node: { value } }) => value).join(' ');
      return `- ${code(`${place?.name ?? 'host'} ${owner.name} ${texts}`.trim())}`;
    });
    return ends.length === 0 ? [] : [ends.join('\n')];
  }

  /** The client tells the language of the person after the start. */
  #render(text: Message): string {
    return this.#environment.render(text);
  }

  #value(node: AstNode, text: string): string[] {
    if (isKnob(node) || isKnob(node.$container)) return this.#knob(isKnob(node) ? node : (node.$container as Knob));
    if (isAddress(node) && node.value === text) return this.#address(node);
    const known = isCapabilities(node) ? capability(text) : undefined;
    return known ? [code(known.name), this.#render(message('Lets a process {0}.', known.doc))] : [];
  }

  #knob(knob: Knob): string[] {
    const file = knob.key === undefined ? undefined : interfaceFile(knob.key);
    if (!file) return [];
    const written = file.use === 'limit' && knob.values?.length ? expandSetting(file, wordsOf(knob)) : undefined;
    return [
      code(knob.key),
      file.doc,
      ...(file.note === undefined ? [] : [file.note]),
      this.#facts(file, written?.ok ? written.value : undefined),
    ];
  }

  #facts({ unit, least, most, words, default: usual, since, v1 }: InterfaceFile, written: string | undefined): string {
    const range = words?.join(', ') ?? (most === undefined ? undefined : `${least ?? ''}–${most}`);
    const facts: readonly (readonly [string, string | undefined])[] = [
      [this.#render(message('Written')), written],
      [this.#render(message('Unit')), unit],
      [this.#render(message('Range')), range],
      [this.#render(message('Default')), usual],
      [this.#render(message('Since Linux')), since],
      [this.#render(message('In cgroup v1')), v1?.file],
    ];
    return facts.flatMap(([name, value]) => (value === undefined ? [] : `- ${name}: ${code(value)}`)).join('\n');
  }

  #address(node: AstNode): string[] {
    const owner = node.$container as Parameters<typeof addressesOf>[0];
    const use = addressesOf(owner).find((each) => each.node === node);
    if (!use?.subnet) return [];
    return [code(use.node.value), this.#render(message('In the network {0}.', formatSubnet(use.subnet)))];
  }
}

/** Inline code, whatever backticks are in the text. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A comment is text, not Markdown. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
}
