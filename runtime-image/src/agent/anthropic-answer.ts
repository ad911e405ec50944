/** Puts one streamed answer of Anthropic's form together, event by event. */
import type { SignedThoughts, TokenUsage, ToolCall } from './messages.ts';
import type { ModelEvent } from './model.ts';
import { callsMax, VendorError, type FailureCause } from './vendor-stream.ts';

type VendorUsage = {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
};

/** The events that matter; `ping` and whatever is new are passed over. */
type VendorEvent = {
  type: string;
  index?: number;
  message?: { usage?: VendorUsage };
  content_block?: {
    type: string;
    id?: string;
    name?: string;
    input?: object;
    text?: string;
    thinking?: string;
    signature?: string;
    data?: string;
  };
  delta?: {
    type?: string;
    text?: string;
    thinking?: string;
    signature?: string;
    partial_json?: string;
    stop_reason?: string | null;
  };
  usage?: VendorUsage;
  error?: object;
};

type Block = SignedThoughts['blocks'][number] | { type: 'call'; call: ToolCall } | { type: 'other' };

export class AnthropicAnswer {
  chars = 0;
  isOver = false;
  readonly #reference: string;
  readonly #blocks = new Map<number, Block>();
  #usage: VendorUsage | null = null;
  #stopReason: string | null = null;
  #saidText = false;

  /** @param reference of the model, which signs its thoughts */
  constructor(reference: string) {
    this.#reference = reference;
  }

  /** Throws VendorError for an error inside of the stream, SyntaxError for what is not JSON. */
  take(data: string): ModelEvent | null {
    const event = JSON.parse(data) as VendorEvent;
    if (event.type === 'error' || event.error) throw new VendorError(500, data);
    this.#count(event.usage ?? event.message?.usage);
    if (event.type === 'message_stop') this.isOver = true;
    if (event.type === 'message_delta') this.#stopReason = event.delta?.stop_reason ?? this.#stopReason;
    if (event.type === 'content_block_start') return this.#open(event.index ?? 0, event.content_block);
    if (event.type === 'content_block_delta') return this.#add(event.index ?? 0, event.delta ?? {});
    return null;
  }

  /** Ends it here as at the vendor's own limit: a call that was cut has no arguments to run with. */
  cut(): void {
    this.#stopReason = 'max_tokens';
    this.#saidText = true;
    for (const [index, block] of this.#blocks) if (block.type === 'call') this.#blocks.delete(index);
  }

  end(): Extract<ModelEvent, { type: 'end' }> | FailureCause {
    const toolCalls = [...this.#blocks.values()].flatMap((block) =>
      block.type === 'call' ? [block.call] : [],
    );
    if (this.#stopReason === 'refusal') return { from: 'answer', problem: 'content_filter' };
    if (!this.#saidText && toolCalls.length === 0) {
      if (this.#stopReason === null && !this.isOver) return { from: 'network', cause: 'reset' };
      return { from: 'answer', problem: 'empty' };
    }
    if (this.#stopReason === null && !this.isOver) return { from: 'network', cause: 'reset' };
    const truncated =
      this.#stopReason === 'max_tokens' || this.#stopReason === 'model_context_window_exceeded';
    const thoughts = this.#thoughts();
    return {
      type: 'end',
      usage: this.#sum(),
      truncated,
      // the arguments of the last call may have been cut in the middle
      toolCalls: truncated ? toolCalls.filter(({ input }) => isJson(input)) : toolCalls,
      ...(thoughts === null || toolCalls.length === 0 ? {} : { thoughts }),
    };
  }

  #open(index: number, block: VendorEvent['content_block']): ModelEvent | null {
    switch (block?.type) {
      case 'tool_use': {
        if (this.#blocks.size >= callsMax) return null;
        // some vendors send the whole input here and no deltas
        const whole = block.input !== undefined && Object.keys(block.input).length > 0;
        const input = whole ? JSON.stringify(block.input) : '';
        const call = { id: block.id ?? `call_${index}`, name: block.name ?? '', input };
        this.#blocks.set(index, { type: 'call', call });
        return null;
      }
      case 'thinking':
        this.#blocks.set(index, {
          type: 'thinking',
          thinking: block.thinking ?? '',
          signature: block.signature ?? '',
        });
        return block.thinking ? { type: 'reasoning', text: block.thinking } : null;
      case 'redacted_thinking':
        this.#blocks.set(index, { type: 'redacted_thinking', data: block.data ?? '' });
        return null;
      case 'text':
        return block.text ? this.#text(block.text) : null;
      default:
        return null;
    }
  }

  #add(index: number, delta: NonNullable<VendorEvent['delta']>): ModelEvent | null {
    const block = this.#blocks.get(index);
    if (delta.type === 'text_delta' && delta.text) return this.#text(delta.text);
    if (delta.type === 'input_json_delta' && block?.type === 'call') {
      block.call.input += delta.partial_json ?? '';
      this.chars += delta.partial_json?.length ?? 0;
    }
    if (delta.type === 'signature_delta' && block?.type === 'thinking')
      block.signature += delta.signature ?? '';
    if (delta.type === 'thinking_delta' && delta.thinking) {
      if (block?.type === 'thinking') block.thinking += delta.thinking;
      this.chars += delta.thinking.length;
      return { type: 'reasoning', text: delta.thinking };
    }
    return null;
  }

  #text(text: string): ModelEvent {
    this.#saidText = true;
    this.chars += text.length;
    return { type: 'text', text };
  }

  /** The counts of a stream's end hold for the whole answer, but may leave out what was told at its beginning. */
  #count(usage: VendorUsage | undefined): void {
    if (usage === undefined) return;
    const told = Object.entries(usage).filter(([, tokens]) => typeof tokens === 'number' && tokens > 0);
    this.#usage = { ...this.#usage, ...Object.fromEntries(told) };
  }

  #sum(): TokenUsage | null {
    if (this.#usage === null) return null;
    const { input_tokens: fresh, cache_read_input_tokens: read } = this.#usage;
    const { cache_creation_input_tokens: written, output_tokens: output } = this.#usage;
    return {
      input: (fresh ?? 0) + (read ?? 0) + (written ?? 0),
      output: output ?? 0,
      cached: read ?? 0,
    };
  }

  /** Vendors that do not sign would refuse a block with an empty signature. */
  #thoughts(): SignedThoughts | null {
    const blocks = [...this.#blocks.values()].filter(
      (block) => block.type === 'redacted_thinking' || (block.type === 'thinking' && block.signature !== ''),
    ) as SignedThoughts['blocks'];
    return blocks.length === 0 ? null : { by: this.#reference, blocks };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text || '{}');
    return true;
  } catch {
    return false;
  }
}
