/** Counters and three histograms in Prometheus' text form. Label values come from closed sets, so the series stay few. */

const bucketsSeconds = [0.005, 0.015, 0.05, 0.25, 1, 2.5, 5, 10, 30, 60, 120];

export type Metrics = {
  /** Adds to `rockpool_<name>_total`; `label` is one `key="value"` pair at most. */
  add(name: string, help: string, label?: [key: string, value: string], amount?: number): void;
  observeTurn(seconds: number): void;
  /** of a skill's code */
  observeSkill(seconds: number): void;
  observeTool(seconds: number): void;
  /** @param gauges name → [help, value], read at the time of the scrape */
  render(gauges: Record<string, [help: string, value: number]>): string;
};

export function createMetrics(): Metrics {
  const counters = new Map<string, { help: string; series: Map<string, number> }>();
  const turns = createHistogram('turn_seconds', 'Time from the start of a turn to its stored answer');
  const tools = createHistogram('tool_seconds', 'Time that a call of a tool took');
  const skills = createHistogram('skill_seconds', 'Time that the code of a skill took');
  return {
    add(name, help, label, amount = 1) {
      let counter = counters.get(name);
      if (counter === undefined) counters.set(name, (counter = { help, series: new Map() }));
      const key = label === undefined ? '' : `{${label[0]}="${label[1].replace(/[\\"\n]/g, '_')}"}`;
      counter.series.set(key, (counter.series.get(key) ?? 0) + amount);
    },
    observeTurn: turns.observe,
    observeSkill: skills.observe,
    observeTool: tools.observe,
    render(gauges) {
      const lines: string[] = [];
      for (const [name, { help, series }] of counters) {
        lines.push(`# HELP rockpool_${name}_total ${help}`, `# TYPE rockpool_${name}_total counter`);
        for (const [key, value] of series) lines.push(`rockpool_${name}_total${key} ${value}`);
      }
      lines.push(...turns.lines(), ...tools.lines(), ...skills.lines());
      for (const [name, [help, value]] of Object.entries(gauges)) {
        lines.push(
          `# HELP rockpool_${name} ${help}`,
          `# TYPE rockpool_${name} gauge`,
          `rockpool_${name} ${value}`,
        );
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

function createHistogram(name: string, help: string): { observe(seconds: number): void; lines(): string[] } {
  const counts = new Array<number>(bucketsSeconds.length + 1).fill(0);
  let sum = 0;
  return {
    observe(seconds) {
      const bucket = bucketsSeconds.findIndex((bound) => seconds <= bound);
      const index = bucket === -1 ? bucketsSeconds.length : bucket;
      counts[index] = (counts[index] ?? 0) + 1;
      sum += seconds;
    },
    lines() {
      let total = 0;
      const buckets = counts.map((count, index) => {
        total += count;
        return `rockpool_${name}_bucket{le="${bucketsSeconds[index] ?? '+Inf'}"} ${total}`;
      });
      return [
        `# HELP rockpool_${name} ${help}`,
        `# TYPE rockpool_${name} histogram`,
        ...buckets,
        `rockpool_${name}_sum ${sum}`,
        `rockpool_${name}_count ${total}`,
      ];
    },
  };
}
