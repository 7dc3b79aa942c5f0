/** @module What is read and written in DBOS's tables beside its own ways: runs with all their steps in two statements, and those of processes that have died. Of version 5.3. */
import type pg from "pg";
import { withFailures } from "../../store/sql/failure.ts";

/** One run: its texts are JSON as the serializer wrote it. */
export type RunRow = {
  readonly id: string;
  readonly status: "PENDING" | "SUCCESS" | "ERROR" | "MAX_RECOVERY_ATTEMPTS_EXCEEDED" | "CANCELLED" | "ENQUEUED" | "DELAYED";
  readonly executor: string | null;
  readonly version: string | null;
  readonly queue: string | null;
  readonly input: string | null;
  readonly output: string | null;
};
/** A step that failed has no output. `position` counts from 0. */
export type StepRow = { readonly id: string; readonly position: number; readonly output: string | null };

export type Tables = ReturnType<typeof createTables>;

/** The schema or a table is not there: nobody has started a run yet. */
const notThere = new Set(["3F000", "42P01"]);

/** @param schema of DBOS's tables. Its methods throw PremiseError `store/unavailable`. */
export function createTables(pool: pg.Pool, schema: string) {
  const query = async <T>(text: string, values: readonly unknown[]): Promise<T[]> => await withFailures(async () => (await pool.query(text.replaceAll("@", `"${schema}".`), [...values])).rows as T[]);
  const select = `select r.workflow_uuid as id, r.status, r.executor_id as executor, r.application_version as version, r.queue_name as queue, i.inputs as input, o.output
    from @workflow_status r left join @workflow_input i using (workflow_uuid) left join @workflow_output o using (workflow_uuid) where r.name = $1`;
  return {
    /** `beginning` of their ids; an empty one takes all. */
    listRuns: (name: string, beginning = "") => orNone(() => query<RunRow>(`${select} and starts_with(r.workflow_uuid, $2) order by r.workflow_uuid desc`, [name, beginning])),
    listSteps: (ids: readonly string[]) => orNone(() => query<StepRow>("select workflow_uuid as id, function_id as position, output from @operation_outputs where workflow_uuid = any($1) order by workflow_uuid, function_id", [ids])),
    /** Where a run that has ended has to go on: behind its last step, or at it where that failed. */
    findEnd: async (id: string) =>
      Number((await query<{ readonly end: number }>("select coalesce(max(function_id + case when error is null then 1 else 0 end), 0) as end from @operation_outputs where workflow_uuid = $1", [id]))[0]?.end ?? 0),
    /** As DBOS does it, which need not be launched for it: whoever runs it can record nothing any more. */
    cancel: async (id: string) => void (await query(
      `update @workflow_status set status = 'CANCELLED', owner_xid = null, queue_name = null, started_at_epoch_ms = null, updated_at = (extract(epoch from now()) * 1000)::bigint,
      completed_at = (extract(epoch from now()) * 1000)::bigint where workflow_uuid = $1 and status not in ('SUCCESS', 'ERROR')`, [id])),
    /** Who has runs of these queues under way. */
    listExecutors: async (version: string, queues: readonly string[]) =>
      (await query<{ readonly executor: string }>("select distinct executor_id as executor from @workflow_status where status = 'PENDING' and application_version = $1 and queue_name = any($2)", [version, queues])).map(({ executor }) => executor),
    /** Puts back into their queues what these executors have begun. @returns the ids. */
    putBack: async (executors: readonly string[], queues: readonly string[]) =>
      (await query<{ readonly id: string }>(
        `update @workflow_status set status = 'ENQUEUED', owner_xid = null, started_at_epoch_ms = null, updated_at = (extract(epoch from now()) * 1000)::bigint
        where status = 'PENDING' and executor_id = any($1) and queue_name = any($2) returning workflow_uuid as id`,
        [executors, queues],
      )).map(({ id }) => id),
    /** Keys of the advisory locks of one class that somebody holds in this database. */
    listLocks: async (space: number) =>
      (await query<{ readonly key: string }>("select objid::text as key from pg_locks where locktype = 'advisory' and objsubid = 2 and classid = $1 and granted and database = (select oid from pg_database where datname = current_database())", [space])).map(({ key }) => Number(key)),
  };
}

async function orNone<T>(call: () => Promise<T[]>): Promise<T[]> {
  try {
    return await call();
  } catch (error) {
    // `withFailures` made it an error of the table.
    const cause = (error as { readonly cause?: { readonly code?: string } }).cause;
    if (notThere.has(cause?.code ?? "")) return [];
    throw error;
  }
}
