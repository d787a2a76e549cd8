import * as vscode from 'vscode';
import { printable } from '../../base/text.ts';
import { type Description, type Operation, stepLine } from '../../model/operation/operation.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { DescribeOperation } from '../../protocol/protocol.ts';
import { text } from '../ui.ts';
import type { Context } from './context.ts';

/** More steps are not shown. */
const MOST_STEPS = 6;

export interface PreviewedInput extends vscode.InputBoxOptions {
  /** What would be done with this text; a sentence says why nothing can be. */
  readonly operation: (value: string) => Operation | string;
}

/** A text that is checked by the agent while it is typed: the box shows what will be written, or why it cannot be. */
export function previewedInput({ agent }: Context, options: PreviewedInput): Thenable<string | undefined> {
  const { operation: operationOf, ...box } = options;
  const validateInput = async (value: string) => {
    try {
      const operation = operationOf(value);
      if (typeof operation === 'string') return operation;
      return previewOf(await agent.request(DescribeOperation, { operation }));
    } catch (error) {
      // Why it could not be asked is what the box says then.
      if (error instanceof ProtocolError) return `${text(error.data.message)} ${text(error.data.hint)}`;
      throw error;
    }
  };
  return vscode.window.showInputBox({ ignoreFocusOut: true, ...box, validateInput });
}

/** What will be done, or why it cannot be; what can be done instead is offered when the box is accepted. */
function previewOf(description: Description): string | vscode.InputBoxValidationMessage {
  const { refusals, warnings } = description;
  const barred = refusals.find(({ offer }) => !offer);
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
