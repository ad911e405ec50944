/** What a measurement brings: figures by the names of budgets.json, remarks for people, and the raw samples. */
export type Figures = {
  figures: Record<string, number>;
  notes: string[];
  samples: Record<string, number[]>;
};

export type Measure = () => Promise<Figures>;

/** This machine lacks what the measurement is about; no failure of ours. */
export class NotMeasured extends Error {}
