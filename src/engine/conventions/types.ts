/** What one tool reports for a model. */
export interface ConventionRow {
  tool: string;
  /** The version, or the commit, whose source was read. */
  version: string;
  /** What the tool calls its figure. */
  metric: string;
  value: number;
  /** Parameters, where the tool gives them with the figure. */
  params: number | null;
  /** The tool's rule for every layer that it counts, with the figures put in. */
  formula: string;
  /** Against the MACs of `cost`: the same, twice as many, or something else. */
  agreement: 'equal' | 'twice' | 'different';
  /** How many times those MACs; null where there are none. */
  ratio: number | null;
  /** What makes the difference. */
  why: string[];
  /** Kinds of layers of the model that others count and this tool does not. */
  ignored: string[];
  /** File and function, in the tool's own repository. */
  source: string;
}

/** What `conventions` returns. It is shown as a table. */
export interface ConventionsReport {
  readonly kind: 'conventions';
  title: string;
  /** Convbook's own figures first. */
  rows: ConventionRow[];
}
