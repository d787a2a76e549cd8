import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { printable } from '../../base/text.ts';
import { type Description, type Operation, stepLine } from '../../model/operation/operation.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { PreviewOperation } from '../../protocol/protocol.ts';
import { sentenceOf, text } from '../ui.ts';
import type { Context } from './context.ts';

/** More steps are not shown. */
const MOST_STEPS = 6;

/** So long after the last key the text is checked. */
const PAUSE_MS = 100;

export interface PreviewedInput {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  /** More of the same change is asked after this: what breaks a rule now may keep it then, so it is only told. */
  readonly more?: boolean;
  /** What would be done with this text; a sentence says why nothing can be. */
  readonly operation: (value: string) => Operation | string;
}

type Preview = string | vscode.InputBoxValidationMessage;

/**
 * A text that is checked by the agent while it is typed: the box shows what will be written, or why it cannot be, also for
 * the text that it begins with.
 */
export async function previewedInput({ agent }: Context, options: PreviewedInput): Promise<string | undefined> {
  const previewFor = async (value: string): Promise<Preview> => {
    try {
      const operation = options.operation(value);
      if (typeof operation === 'string') return operation;
      return previewOf(await agent.request(PreviewOperation, { operation }), options.more === true);
    } catch (error) {
      // Why it could not be asked is what the box says then.
      return error instanceof ProtocolError ? sentenceOf(error.data) : String(error);
    }
  };
  const box = new PreviewedBox(options, previewFor);
  try {
    return await box.answer();
  } finally {
    box.dispose();
  }
}

class PreviewedBox implements Disposable {
  readonly #box = vscode.window.createInputBox();
  readonly #previewFor: (value: string) => Promise<Preview>;
  #timer: NodeJS.Timeout | undefined;
  #checked: { readonly value: string; readonly preview: Promise<Preview> } | undefined;

  constructor(
    { title, prompt, value = '', placeholder = '' }: PreviewedInput,
    previewFor: (value: string) => Promise<Preview>,
  ) {
    this.#previewFor = previewFor;
    Object.assign(this.#box, { title, prompt, value, placeholder, ignoreFocusOut: true });
    this.#box.valueSelection = [0, value.length];
  }

  /** The text that was accepted; undefined when the box was left. */
  answer(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#box.onDidChangeValue(() => this.#later());
      this.#box.onDidAccept(async () => {
        const { value } = this.#box;
        if (!isBarred(await this.#check(value))) resolve(value);
      });
      this.#box.onDidHide(() => resolve(undefined));
      this.#box.show();
      // An empty box is not wrong yet.
      if (this.#box.value !== '') void this.#check(this.#box.value);
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#box.dispose();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(this.#box.value), PAUSE_MS);
  }

  /** Once for a text; what comes too late for it is not shown. */
  async #check(value: string): Promise<Preview> {
    if (this.#checked?.value !== value) this.#checked = { value, preview: this.#previewFor(value) };
    const { preview: coming } = this.#checked;
    this.#box.busy = true;
    const preview = await coming;
    if (this.#checked.value === value) {
      this.#box.busy = false;
      this.#box.validationMessage = preview;
    }
    return preview;
  }
}

function isBarred(preview: Preview): boolean {
  return typeof preview === 'string' || preview.severity === vscode.InputBoxValidationSeverity.Error;
}

/** What will be done, or why it cannot be; what can be done instead is offered when the box is accepted. */
function previewOf(description: Description, more: boolean): Preview {
  const { refusals, warnings } = description;
  const barred = refusals.find(({ offer, code }) => !offer && !(more && code === 'rule'));
  if (barred) return `${text(barred.message)} ${text(barred.remedy)}`;
  const why = [...refusals.map((each) => each.message), ...warnings].map(text);
  const { Info, Warning } = vscode.InputBoxValidationSeverity;
  return {
    message: [...(description.steps.length > 0 ? [inOneLine(description)] : []), ...why].join(' · '),
    severity: why.length === 0 ? Info : Warning,
  };
}

/** The box shows no line breaks. */
function inOneLine({ steps }: Description): string {
  const lines = steps.slice(0, MOST_STEPS).map((step) => printable(stepLine(step), 500));
  return `$ ${lines.join('; ')}${steps.length > MOST_STEPS ? '; …' : ''}`;
}
