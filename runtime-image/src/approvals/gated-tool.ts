import type { Tool } from '../agent/tool.ts';
import type { ExecGate } from './gate.ts';
import { refusalForModel } from './texts.ts';

/** A tool whose `command` runs only when the gate lets it. What is no command is left to the tool to refuse. */
export function gatedTool(tool: Tool, gate: ExecGate): Tool {
  return {
    ...tool,
    async run(input, context) {
      const { command } = input;
      const refusal = typeof command === 'string' ? await gate(command, context) : null;
      if (refusal === null) return tool.run(input, context);
      return { output: refusalForModel(refusal), ok: false, refused: refusal };
    },
  };
}
