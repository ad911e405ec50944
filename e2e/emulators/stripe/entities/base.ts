/** What the API sends, as far as anybody here reads it. Instants are Unix seconds, amounts the currency's smallest unit. */

export interface Base<Kind extends string> {
  id: string;
  object: Kind;
  created: number;
  livemode: false;
}

export type Metadata = Record<string, string>;

export interface List<T> {
  object: 'list';
  url: string;
  has_more: boolean;
  data: T[];
}
