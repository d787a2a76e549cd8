import * as vscode from 'vscode';
import type { Operation } from '../../model/operation/operation.ts';
import { DescribeOperation } from '../../protocol/protocol.ts';
import { text } from '../ui.ts';
import type { Context } from './context.ts';
import { previewLines } from './operating.ts';

export interface PreviewedInput extends vscode.InputBoxOptions {
  /** What would be done with this text; a sentence says why nothing can be. */
  readonly operation: (value: string) => Operation | string;
}

/** A text that is checked by the agent while it is typed: the box shows what will be written, or why it cannot be. */
export function previewedInput({ agent }: Context, options: PreviewedInput): Thenable<string | undefined> {
  const { operation: operationOf, ...box } = options;
  const validateInput = async (value: string) => {
    const operation = operationOf(value);
    if (typeof operation === 'string') return operation;
    const description = await agent.request(DescribeOperation, { operation });
    const { refusals, warnings } = description;
    // What is offered instead is offered when it is accepted.
    const barred = refusals.find(({ offer }) => !offer);
    if (barred) return `${text(barred.message)} ${text(barred.remedy)}`;
    const lines = [...previewLines(description), ...refusals.map((each) => text(each.message)), ...warnings.map(text)];
    const harmless = warnings.length === 0 && refusals.length === 0;
    const { Info, Warning } = vscode.InputBoxValidationSeverity;
    return { message: lines.join('\n'), severity: harmless ? Info : Warning };
  };
  return vscode.window.showInputBox({ ignoreFocusOut: true, ...box, validateInput });
}
