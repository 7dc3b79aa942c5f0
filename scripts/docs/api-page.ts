/** @module Writes docs/api.md from the routes of the gateway and their schemas. */
import type { GatewayDeps } from "../../src/gateway/deps.ts";
import { listRoutes } from "../../src/gateway/routes/list.ts";
import { createDocument } from "../../src/gateway/spec/document.ts";
import { renderApiMarkdown } from "../../src/gateway/spec/markdown.ts";
import { referenceRoutes } from "../../src/gateway/spec/reference.ts";

/** Routes take what they are made of only when they are asked, and here none is. */
export function renderApiPage(version: string): string {
  const routes = listRoutes({} as GatewayDeps);
  return renderApiMarkdown(createDocument([...routes, ...referenceRoutes(routes, version)], version));
}
