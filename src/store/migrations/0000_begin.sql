CREATE TABLE "premise_budgets" (
	"key_id" text NOT NULL,
	"unit" text NOT NULL,
	"limit" bigint NOT NULL,
	"spent" bigint DEFAULT 0 NOT NULL,
	"reserved" bigint DEFAULT 0 NOT NULL,
	"currency" text,
	CONSTRAINT "premise_budgets_key_id_unit_pk" PRIMARY KEY("key_id","unit")
);
--> statement-breakpoint
CREATE TABLE "premise_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"requests_per_minute" integer
);
--> statement-breakpoint
CREATE TABLE "premise_meta" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "premise_open_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"key_id" text,
	"route" text NOT NULL,
	"model" text,
	"streamed" boolean NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"hold_requests" bigint NOT NULL,
	"hold_tokens" bigint NOT NULL,
	"hold_micros" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "premise_requests" (
	"id" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"key_id" text,
	"route" text NOT NULL,
	"model" text,
	"streamed" boolean NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"hold_requests" bigint NOT NULL,
	"hold_tokens" bigint NOT NULL,
	"hold_micros" bigint NOT NULL,
	"settled_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"status" integer,
	"prompt_tokens" bigint NOT NULL,
	"cached_tokens" bigint NOT NULL,
	"scored_tokens" bigint NOT NULL,
	"generated_tokens" bigint NOT NULL,
	"charge_requests" bigint NOT NULL,
	"charge_tokens" bigint NOT NULL,
	"charge_micros" bigint NOT NULL,
	"exact" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "premise_run_texts" (
	"id" text NOT NULL,
	"position" bigint NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "premise_run_texts_id_position_pk" PRIMARY KEY("id","position")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "premise_keys_name" ON "premise_keys" USING btree ("name") WHERE revoked_at is null;--> statement-breakpoint
CREATE INDEX "premise_requests_opened" ON "premise_requests" USING btree ("opened_at","id");