/** @module A model's own strengths on sub-tasks, as a file: versioned, and of one model's weights. */
import * as z from "zod";
import { PremiseError } from "../../errors/premise-error.ts";
import type { PredictorInfo } from "../../predictor/predictor.ts";

const probability = z.number().min(0).max(1);
const strength = z.strictObject({
  family: z.string().min(1),
  /** What somebody is good at, behind "good at". */
  doing: z.string().min(1).max(100).regex(/^[^\p{Cc}{}]*$/u, "must be one line without braces"),
  right: z.int().min(0),
  n: z.int().min(1),
  /** What guessing comes to. */
  chance: probability,
  /** Of the share that is right, by Clopper and Pearson, at `level`. */
  interval: z.tuple([probability, probability]),
  level: probability,
}).refine(({ right, n }) => right <= n, "more are right than were asked");

/** Format 1. `seed` drew the sub-tasks. */
export const profileSchema = z.strictObject({
  profile: z.literal(1, "must be 1, the format that this version reads"),
  model: z.strictObject({ id: z.string(), weights: z.string().min(1), quantization: z.string(), engine: z.string() }),
  premise: z.strictObject({ id: z.string(), version: z.int().min(1), hash: z.string() }),
  seed: z.int().min(0),
  strengths: z.array(strength).min(1),
});

export type Profile = Readonly<z.infer<typeof profileSchema>>;
export type Strength = Profile["strengths"][number];

/** `source` names it in messages. @throws PremiseError `profile/invalid`. */
export function parseProfile(text: string, source: string): Profile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PremiseError("profile/invalid", { source, problem: (error as Error).message }, { cause: error });
  }
  const result = profileSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new PremiseError("profile/invalid", { source, problem: `${(issue?.path ?? []).map((part) => `${String(part)}: `).join("")}${issue?.message ?? "it has another shape"}` });
}

export function toProfileJson(profile: Profile): string {
  return `${JSON.stringify(profile, null, 1)}\n`;
}

/** A profile says nothing of other weights. @throws PremiseError `profile/other-model`. */
export function requireOwnProfile({ model }: Profile, { model: id, fingerprint }: Pick<PredictorInfo, "model" | "fingerprint">): void {
  if (model.weights !== fingerprint.weights || model.quantization !== fingerprint.quantization) throw new PremiseError("profile/other-model", { model: model.id, here: id });
}
