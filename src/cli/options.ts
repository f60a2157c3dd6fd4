/** Options that every command takes. */
export type CommonOptions = {
  readonly data: string;
  readonly config?: string;
  /** `key=value`, stronger than environment and file. */
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
};
