/** @module One model on one server, as the parts of the remote predictor share it. */
import type { Client } from "./transport/client.ts";
import type { RemoteVocabulary } from "./vocabulary/vocabulary.ts";

export type RemoteModel = {
  readonly client: Client;
  /** The model as the server calls it. */
  readonly id: string;
  /** The MODEL that named it, for messages. */
  readonly name: string;
  readonly vocabulary: RemoteVocabulary;
  readonly contextTokens: number;
};
