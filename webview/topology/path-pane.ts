import { message } from '../../src/base/message.ts';
import { printable, shellLine } from '../../src/base/text.ts';
import type { NamespaceId } from '../../src/model/namespace.ts';
import type {
  PathEnd,
  PathFinding,
  PathHop,
  PathLeg,
  PathQuestion,
  PathReport,
  ProbeResult,
} from '../../src/model/network/path/report.ts';
import { type Button, button } from '../controls/button.ts';
import { checkbox } from '../controls/checkbox.ts';
import { dropdown } from '../controls/dropdown.ts';
import { textField } from '../controls/text-field.ts';
import { element, setText } from '../panel/element.ts';
import type { Say } from '../panel/say.ts';

export interface PathHandlers {
  readonly ask: (question: PathQuestion, probe: boolean) => void;
  /** Marks a way in the drawing; undefined: none. */
  readonly mark: (report: PathReport | undefined) => void;
  /** Shows a namespace in the drawing. */
  readonly show: (namespace: NamespaceId) => void;
  readonly copy: (text: string) => void;
  readonly close: () => void;
  readonly titleOf: (namespace: NamespaceId) => string;
}

/** What the page is answered. */
export interface PathAnswer {
  readonly explained?: { readonly report: PathReport; readonly probe?: ProbeResult };
  readonly failed?: string;
}

const ADDRESS = 'address';

/** Two ends are picked, and it is told whether and how one reaches the other. */
export class PathPane {
  readonly element: HTMLElement;
  readonly #say: Say;
  readonly #handlers: PathHandlers;
  readonly #from: ReturnType<typeof dropdown>;
  readonly #to: ReturnType<typeof dropdown>;
  readonly #address: ReturnType<typeof textField>;
  readonly #port: ReturnType<typeof textField>;
  readonly #probe: ReturnType<typeof checkbox>;
  readonly #explain: Button;
  readonly #title = element('h2', { tabindex: '-1' });
  readonly #answer = element('div', { class: 'path-answer', role: 'status' });
  #offered = '';
  /** The question that is shown has been asked, and is still the one that an answer is waited for. */
  #awaited = false;

  constructor(say: Say, handlers: PathHandlers) {
    this.#say = say;
    this.#handlers = handlers;
    setText(this.#title, say(message('Does it reach?')));
    this.#from = dropdown(say(message('From')), () => this.#forget());
    this.#to = dropdown(say(message('To')), (value) => this.#choose(value));
    const hint = say(message('Address, as 10.0.0.2'));
    this.#address = textField(say(message('Address of the other end')), hint, () => this.#forget());
    this.#port = textField(say(message('TCP port')), say(message('TCP port; none: a ping')), () => this.#forget());
    this.#probe = checkbox(say(message('Prove it with a real packet')), () => undefined);
    this.#explain = button(say(message('Explain')), () => this.#ask());
    this.element = this.#build();
    this.element.hidden = true;
    this.element.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') handlers.close();
    });
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  /** @param from the first end; undefined: what was */
  show(from: NamespaceId | undefined): void {
    this.element.hidden = false;
    if (from !== undefined) this.#from.value = from;
    this.#title.focus();
  }

  /** A box was picked in the drawing: the other end. */
  choose(to: NamespaceId): void {
    if (to === this.#from.value) return;
    this.#to.value = to;
    this.#choose(to);
  }

  hide(): void {
    this.element.hidden = true;
    // What it says then would be so no more.
    if (this.#awaited) this.#forget();
    else this.#handlers.mark(undefined);
  }

  offer(namespaces: readonly NamespaceId[]): void {
    const { titleOf } = this.#handlers;
    const choices = namespaces.map((id) => [id, printable(titleOf(id), 60)] as const);
    const offered = JSON.stringify(choices);
    if (offered === this.#offered) return;
    this.#offered = offered;
    this.#from.offer(choices);
    this.#to.offer([...choices, [ADDRESS, this.#say(message('an address…'))]]);
    if (this.#to.value === this.#from.value && choices[1]) this.#to.value = choices[1][0];
  }

  take({ explained, failed }: PathAnswer): void {
    this.#explain.disabled = false;
    if (!this.#awaited) return;
    this.#awaited = false;
    this.#answer.replaceChildren(...(explained ? this.#report(explained) : [paragraph('problems', failed ?? '')]));
    this.#handlers.mark(explained?.report);
  }

  #build(): HTMLElement {
    const say = this.#say;
    this.#address.element.hidden = true;
    const close = button(say(message('Close')), this.#handlers.close);
    const row = (label: string, ...controls: readonly HTMLElement[]) =>
      element('div', { class: 'path-row' }, element('span', { 'aria-hidden': 'true' }, label), ...controls);
    return element(
      'aside',
      { class: 'details path-pane', 'aria-label': say(message('Path between two ends')) },
      this.#title,
      row(say(message('From')), this.#from.element),
      row(say(message('To')), this.#to.element, this.#address.element),
      row('', this.#port.element),
      row('', this.#probe.element),
      element('div', { class: 'details-buttons' }, this.#explain.element, close.element),
      this.#answer,
    );
  }

  #choose(value: string): void {
    this.#address.element.hidden = value !== ADDRESS;
    this.#forget();
  }

  /** What was told is of another question. */
  #forget(): void {
    this.#awaited = false;
    this.#answer.replaceChildren();
    this.#handlers.mark(undefined);
  }

  #ask(): void {
    const to: PathEnd =
      this.#to.value === ADDRESS ? { address: this.#address.value.trim() } : { namespace: this.#to.value };
    const port = Number(this.#port.value.trim() || Number.NaN);
    const question: PathQuestion = {
      from: { namespace: this.#from.value },
      to,
      ...(Number.isInteger(port) && port > 0 && { protocol: 'tcp', port }),
    };
    this.#explain.disabled = true;
    this.#awaited = true;
    this.#answer.replaceChildren(paragraph('note', this.#say(message('Being worked out…'))));
    this.#handlers.ask(question, this.#probe.checked);
  }

  #report({ report, probe }: NonNullable<PathAnswer['explained']>): HTMLElement[] {
    const { verdict, cause, forward, back, warnings } = report;
    const say = this.#say;
    return [
      paragraph(`verdict ${verdict}`, say(VERDICTS[verdict])),
      ...(cause ? this.#finding(cause) : []),
      ...(probe ? this.#proof(probe) : []),
      ...this.#leg(say(message('There')), forward),
      ...(back ? this.#leg(say(message('Back')), back) : []),
      ...warnings.flatMap((warning) => this.#finding(warning)),
    ];
  }

  #finding(finding: PathFinding): HTMLElement[] {
    const say = this.#say;
    const commands = (finding.repair ?? []).map((argv) => this.#command(shellLine(argv)));
    const sentence = paragraph(`finding ${finding.severity}`, say(finding.sentence));
    sentence.title = finding.code;
    return [sentence, ...commands];
  }

  #command(line: string): HTMLElement {
    const say = this.#say;
    const copy = button(say(message('Copy')), () => this.#handlers.copy(line), say(message('Copy the command')));
    return element('div', { class: 'command' }, element('code', {}, printable(line, 1000)), copy.element);
  }

  #proof({ reaches, text, command }: ProbeResult): HTMLElement[] {
    const mark = reaches ? '✓' : '✗';
    return [paragraph('proof', `${mark} ${this.#say(text)}`), this.#command(shellLine(command))];
  }

  #leg(title: string, { hops, causeAt, mtu }: PathLeg): HTMLElement[] {
    if (hops.length === 0) return [];
    const say = this.#say;
    const head = mtu === undefined ? title : say(message('{0}, packets of up to {1} bytes', title, mtu));
    const items = hops.map((hop, at) => this.#hop(hop, at === causeAt));
    return [element('h3', {}, head), element('ol', { class: 'hops' }, ...items)];
  }

  #hop({ namespace, in: from, device, out, notes }: PathHop, isCause: boolean): HTMLElement {
    const { titleOf, show } = this.#handlers;
    const links = [from, device, out].flatMap((ref) => (ref ? printable(ref.name, 32) : []));
    const title = [printable(titleOf(namespace), 60), links.join(' → ')].filter(Boolean).join('  ');
    const go = element('button', { type: 'button', class: 'hop' }, isCause ? `✗ ${title}` : title);
    go.addEventListener('click', () => show(namespace));
    const lines = notes.map((note) => element('div', { class: 'hop-note' }, this.#say(note)));
    return element('li', { class: isCause ? 'cause' : '' }, go, ...lines);
  }
}

const VERDICTS = {
  reaches: message('It reaches, and the answer comes back.'),
  broken: message('It does not reach.'),
  unknown: message('It cannot be told.'),
};

function paragraph(name: string, text: string): HTMLElement {
  return element('p', { class: name }, text);
}
